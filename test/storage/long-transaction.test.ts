import { expect, test } from '@jest/globals';
import type { TableAction } from '../../shared/storage/table-transaction';
import { useAzurite } from '../support/azurite';

const storage = useAzurite();
const MAX_BODY_BYTES = 4_194_304;

test('T10: rows that are long together go in transactions that the real service takes', async () => {
  const table = storage.emptyTable();
  await table.list({ filter: '' });
  const bodies: number[] = [];
  table.client.pipeline.addPolicy({
    name: 'weighsBodies',
    sendRequest(request, next) {
      bodies.push(Buffer.byteLength(typeof request.body === 'string' ? request.body : ''));
      return next(request);
    },
  });
  const columns = Object.fromEntries(
    Array.from({ length: 10 }, (_, place) => [`c${place}`, '"€\n'.repeat(10_000)]),
  );
  const inserts = Array.from({ length: 20 }, (_, place): TableAction => {
    return { kind: 'insert', row: { partitionKey: 'p', rowKey: `row ${place}`, ...columns } };
  });
  const result = await table.transactInHalves(inserts);
  expect(result).toMatchObject({ kind: 'written', etags: { length: 20 } });
  expect(bodies.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(2 * MAX_BODY_BYTES);
  expect(Math.max(...bodies)).toBeLessThanOrEqual(MAX_BODY_BYTES);
  expect(bodies.length).toBeLessThan(20);
});
