import type { TransactionAction } from '@azure/data-tables';
import { startAzurite } from '../../infra/local/azurite';
import { groupBy } from '../../shared/storage/group-by';
import { inRuns } from '../../shared/model/in-runs';
import { mapInParallel } from '../../shared/storage/map-in-parallel';
import type { NewRow } from '../../shared/storage/table-row';
import { readStoredRows, type StoredRow } from '../support/stored-rows';
import { openTable } from './bench-system';

const ROWS_A_TRANSACTION = 100;
const TRANSACTIONS_AT_ONCE = 8;

/** Writes the rows of `UserProfiles` once more, straight, into an emulator of their own. Returns seconds. */
export async function writeFloor(storage: string): Promise<number> {
  const rows = await readStoredRows(storage, 'UserProfiles');
  const partitions = groupBy(rows.map(withoutVersion), ({ partitionKey }) => partitionKey);
  const transactions = [...partitions.values()].flatMap((own) =>
    inRuns(
      own.map((row): TransactionAction => ['create', row]),
      ROWS_A_TRANSACTION,
    ),
  );
  const azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
  try {
    const table = openTable(azurite.connectionString, 'UserProfiles');
    await table.createTable();
    const start = performance.now();
    await mapInParallel(transactions, TRANSACTIONS_AT_ONCE, (actions) =>
      table.submitTransaction(actions),
    );
    return (performance.now() - start) / 1_000;
  } finally {
    await azurite.close();
  }
}

/** The row as it was sent: without what the service has added. */
function withoutVersion(row: StoredRow): NewRow {
  const { partitionKey = '', rowKey = '', etag: _etag, timestamp: _timestamp, ...columns } = row;
  return { ...columns, partitionKey, rowKey };
}
