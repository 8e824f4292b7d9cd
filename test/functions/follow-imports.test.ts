import { describe, expect, test } from '@jest/globals';
import { createFollowImports, createPollImports } from '../../functions/follow-imports';
import { createReviveImports } from '../../functions/revive-imports';
import type { ImportTrigger } from '../../shared/flows/follow-imports';
import { SyncError } from '../../shared/model/sync-error';
import { createMemoryWorkQueue } from '../fakes/memory-work-queue';
import { createContext } from './request';

const IMPORT = { version: 1, import: true };

function start(failure?: SyncError) {
  const asked: ImportTrigger[] = [];
  const imports = createMemoryWorkQueue();
  const queues = { imports, changes: createMemoryWorkQueue(), pushes: createMemoryWorkQueue() };
  const followImports = async (trigger: ImportTrigger): Promise<void> => {
    asked.push(trigger);
    if (failure !== undefined) throw failure;
  };
  return { asked, imports, app: { followImports, queues, now: () => 1_000 } };
}

describe('queue sharepoint-imports', () => {
  test('takes an import one step on', async () => {
    const { asked, app } = start();
    await createFollowImports(app)(IMPORT, createContext().context);
    expect(asked).toEqual(['message']);
  });

  test('fails with the failure of the step, so that the message comes again', async () => {
    const failure = new SyncError('TenantUnavailable', 'SharePoint is down.');
    const { app } = start(failure);
    await expect(createFollowImports(app)(IMPORT, createContext().context)).rejects.toBe(failure);
  });

  test.each([
    { version: 1, submissionId: '01936b5e-7a3c-7def-8abc-0123456789ab', part: 0 },
    { version: 1, retry: true },
    'text',
  ])('has nothing to do with %j', async (message) => {
    const { asked, imports, app } = start();
    await createFollowImports(app)(message, createContext().context);
    expect(asked).toEqual([]);
    expect(imports.waiting).toEqual([]);
  });
});

describe('the timer of imports', () => {
  test('finds what messages have lost', async () => {
    const { asked, app } = start();
    const timer = { isPastDue: false, schedule: {}, scheduleStatus: {} };
    await createPollImports(app)(timer as never, createContext().context);
    expect(asked).toEqual(['timer']);
  });
});

describe('queue sharepoint-imports-poison', () => {
  test('tries again later, for the row of the import knows what is to be done', async () => {
    const { asked, imports, app } = start();
    await createReviveImports(app)(IMPORT, createContext().context);
    expect(asked).toEqual([]);
    expect(imports.waiting).toEqual([{ message: IMPORT, visibleAt: 301_000 }]);
  });

  test('K8: puts a message of newer code back where newer code finds it', async () => {
    const { imports, app } = start();
    await createReviveImports(app)({ version: 2, imports: [1] }, createContext().context);
    expect(imports.waiting).toEqual([
      { message: { version: 2, imports: [1] }, visibleAt: 301_000 },
    ]);
  });
});
