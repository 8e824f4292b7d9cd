import { describe, expect, it } from '@jest/globals';
import { createTableImportStore } from '../../shared/push/table-import-store';
import { describeImportStore } from '../contract/import-store.contract';
import { memoryImportStore } from '../fakes/memory-import-store';
import { useAzurite } from '../support/azurite';
import { loseAnswers } from '../support/lose-answers';

const storage = useAzurite();

describeImportStore('imports in memory', () => Promise.resolve(memoryImportStore()));
describeImportStore('imports in table Pushes', () =>
  Promise.resolve(createTableImportStore(storage.emptyTable(), storage.emptyContainer())),
);

describe('an import whose writing was answered to nobody', () => {
  it('has begun, and goes on', async () => {
    const table = storage.emptyTable();
    const store = createTableImportStore(table, storage.emptyContainer());
    await store.read();
    loseAnswers(table, 1);
    const current = {
      id: 'one',
      phase: 'collecting',
      properties: [],
      startedAt: 1,
      dueAt: 1,
      form: 'csom',
      looks: 0,
    } as const;
    const etag = await store.write(current);
    expect(etag).toEqual(expect.any(String));
    expect(await store.read()).toEqual({ current, etag });
  });
});
