import { expect, test } from '@jest/globals';
import type { PagePlace } from '../../shared/storage/continuation';
import { readNewestFirst } from '../../shared/storage/newest-first';
import { useAzurite } from '../support/azurite';
import { countRequests } from '../support/count-requests';

const storage = useAzurite();
const NEWEST = '2026-05-17';

const partitions = {
  newest: NEWEST,
  previous: (day: string) =>
    new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 'yyyy-MM-dd'.length),
};

test('a long time without rows takes more pages, none of which asks without end', async () => {
  const table = storage.emptyTable();
  await table.insert({ partitionKey: NEWEST, rowKey: 'a1' });
  await table.insert({ partitionKey: '2025-12-24', rowKey: 'b2' });
  const count = countRequests(table);
  const pages: string[][] = [];
  let after: PagePlace | undefined;
  do {
    const page = await readNewestFirst(table, { partitions, after, pageSize: 5 });
    pages.push(page.rows.map(({ rowKey }) => rowKey));
    after = page.next;
  } while (after !== undefined);
  expect(pages).toEqual([['a1'], ['b2']]);
  expect(count()).toBeLessThanOrEqual(150);
});

test('a page that ends inside a day is followed by the rest of it and by all of the day before', async () => {
  const table = storage.emptyTable();
  const keys = ['b1', 'b2'].map((rowKey) => ({ partitionKey: NEWEST, rowKey }));
  for (const row of [...keys, { partitionKey: '2026-05-16', rowKey: 'a1' }])
    await table.insert(row);
  const pages: string[][] = [];
  let after: PagePlace | undefined;
  do {
    const page = await readNewestFirst(table, { partitions, after, pageSize: 1 });
    pages.push(page.rows.map(({ rowKey }) => rowKey));
    after = page.next;
  } while (after !== undefined);
  expect(pages).toEqual([['b1'], ['b2'], ['a1']]);
});

test('a table without rows takes one request', async () => {
  const table = storage.emptyTable();
  await table.list({ filter: '' });
  const count = countRequests(table);
  expect(await readNewestFirst(table, { partitions, pageSize: 5 })).toEqual({ rows: [] });
  expect(count()).toBe(1);
});

test('a place in the future, which nobody was given, is the beginning', async () => {
  const table = storage.emptyTable();
  await table.insert({ partitionKey: NEWEST, rowKey: 'a1' });
  const after = { partition: '9999-12-31', row: 'f' };
  const { rows } = await readNewestFirst(table, { partitions, after, pageSize: 5 });
  expect(rows.map(({ rowKey }) => rowKey)).toEqual(['a1']);
});

test('rows of another kind in the same table are not read', async () => {
  const table = storage.emptyTable();
  await table.insert({ partitionKey: 'ledger', rowKey: 'next' });
  await table.insert({ partitionKey: '019b2c3d-1111-7111-8111-111111111111', rowKey: 'part|0000' });
  expect(await readNewestFirst(table, { partitions, pageSize: 5 })).toEqual({ rows: [] });
});
