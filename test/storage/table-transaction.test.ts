import { describe, expect, test } from '@jest/globals';
import type { StorageTable } from '../../shared/storage/storage-table';
import type { TableAction } from '../../shared/storage/table-transaction';
import { useAzurite } from '../support/azurite';
import { countRequests } from '../support/count-requests';

const storage = useAzurite();

function inserts(...rowKeys: string[]): TableAction[] {
  return rowKeys.map((rowKey) => ({ kind: 'insert', row: { partitionKey: 'p', rowKey } }));
}

async function keysOf(table: StorageTable): Promise<string[]> {
  return (await table.list({ filter: '' })).map(({ rowKey }) => rowKey);
}

describe('a transaction', () => {
  test('T10: is all or nothing, and names the row that stands already', async () => {
    const table = storage.emptyTable();
    await table.insert({ partitionKey: 'p', rowKey: 'c' });
    const result = await table.transact(inserts('a', 'b', 'c', 'd'));
    expect(result).toEqual({ kind: 'conflict', index: 2 });
    expect(await keysOf(table)).toEqual(['c']);
  });

  test('names the row whose version is another', async () => {
    const table = storage.emptyTable();
    await table.insert({ partitionKey: 'p', rowKey: 'b' });
    const { etag } = (await table.get('p', 'b'))!;
    await table.merge({ partitionKey: 'p', rowKey: 'b', x: 1 }, etag);
    const row = { partitionKey: 'p', rowKey: 'b', x: 2 };
    for (const kind of ['replace', 'merge'] as const) {
      const result = await table.transact([...inserts('a'), { kind, row, etag }]);
      expect(result).toEqual({ kind: 'conflict', index: 1 });
    }
    expect(await table.get('p', 'b')).toMatchObject({ x: 1 });
  });

  test('names the row that is gone', async () => {
    const table = storage.emptyTable();
    const gone = { partitionKey: 'p', rowKey: 'gone' };
    expect(await table.transact([...inserts('a'), { kind: 'delete', row: gone }])).toEqual({
      kind: 'conflict',
      index: 1,
    });
    expect(await keysOf(table)).toEqual([]);
  });

  test('gives the new versions, row by row', async () => {
    const table = storage.emptyTable();
    const result = await table.transact(inserts('a', 'b'));
    const stored = await table.list({ filter: '' });
    expect(result).toEqual({ kind: 'written', etags: stored.map(({ etag }) => etag) });
  });

  test('holds separators of lines and paragraphs, which the emulator cannot cut', async () => {
    const table = storage.emptyTable();
    const row = { partitionKey: 'p', rowKey: 'b', v: 'a\u2028b\u2029c\\u2028' };
    const count = countRequests(table);
    const result = await table.transact([
      ...inserts('a'),
      { kind: 'insert', row },
      ...inserts('c'),
    ]);
    expect(result.kind).toBe('written');
    expect((await table.get('p', 'b'))?.['v']).toBe(row.v);
    expect(count()).toBeLessThanOrEqual(3);
  });
});

describe('T10: a transaction that the service refuses', () => {
  const refused = (rowKey: string): TableAction => ({
    kind: 'insert',
    row: { partitionKey: 'p', rowKey, v: 'x'.repeat(40_000) },
  });

  test('has no effect as a whole', async () => {
    const table = storage.emptyTable();
    const result = await table.transact([...inserts('a', 'b'), refused('c')]);
    expect(result).toEqual({ kind: 'refused', index: 2 });
    expect(await keysOf(table)).toEqual([]);
  });

  test.each([0, 4, 5, 9])('is split down to the row at fault, here %i', async (place) => {
    const table = storage.emptyTable();
    const actions = inserts(...'a b c d e f g h i j'.split(' '));
    actions[place] = refused('x');
    expect(await table.transactInHalves(actions)).toEqual({ kind: 'refused', index: place });
    expect(await keysOf(table)).not.toContain('x');
  });

  test('is written in smaller ones where no row is at fault', async () => {
    const table = storage.emptyTable();
    await table.list({ filter: '' });
    table.client.pipeline.addPolicy({
      name: 'refusesMoreThanThree',
      async sendRequest(request, next) {
        const body = typeof request.body === 'string' ? request.body : '';
        const operations = body.split('application/http').length - 1;
        const answer = await next(operations > 3 ? { ...request, body: 'broken' } : request);
        return operations > 3 ? { ...answer, status: 413 } : answer;
      },
    });
    const keys = 'a b c d e f g h i j k'.split(' ');
    const result = await table.transactInHalves(inserts(...keys));
    expect(result).toMatchObject({ kind: 'written', etags: { length: 11 } });
    expect(await keysOf(table)).toEqual(keys);
  });
});
