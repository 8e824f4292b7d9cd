import { odata } from '@azure/data-tables';
import type { PartResult, PushResult } from '../model/submission';
import { inRuns } from '../model/in-runs';
import { mapInParallel } from '../storage/map-in-parallel';
import type { StorageTable } from '../storage/storage-table';
import type { NewRow, TableRow } from '../storage/table-row';
import type { SubmissionLedger } from './submission-ledger';
import { isPartRow, toPartResult, toPartRow, toPushResult, toPushRow } from './table-result-rows';

const WRITES_AT_ONCE = 8;
const ROWS_A_TRANSACTION = 100;

/** The rows of results: one partition a submission. */
export type ResultRows = Pick<
  SubmissionLedger,
  'recordPart' | 'settlePart' | 'recordPushes' | 'settlePushes' | 'results'
>;

export function createTableResults(table: StorageTable): ResultRows {
  return {
    recordPart: (id, result) => table.insert(toPartRow(id, result)),
    settlePart: (id, result) => settle(table, toPartRow(id, result)),
    async recordPushes(id, results) {
      await mapInParallel(results, WRITES_AT_ONCE, (result) => table.insert(toPushRow(id, result)));
    },
    async settlePushes(id, results) {
      await mapInParallel(results, WRITES_AT_ONCE, (result) =>
        settle(table, toPushRow(id, result)),
      );
    },
    results: async (id) => sortRows(await table.list({ filter: odata`PartitionKey eq ${id}` })),
  };
}

/** Whether the row was dying, and is final now. */
async function settle(table: StorageTable, row: NewRow): Promise<boolean> {
  const standing = await table.get(row.partitionKey, row.rowKey);
  if (standing?.['state'] !== 'dying') return false;
  return table.replace(row, standing.etag);
}

function sortRows(rows: readonly TableRow[]): {
  parts: PartResult[];
  pushes: PushResult[];
} {
  return {
    parts: rows.filter(isPartRow).map(toPartResult),
    pushes: rows.filter((row) => !isPartRow(row)).map(toPushResult),
  };
}

/** Removes all results of an ended submission. */
export async function removeResults(table: StorageTable, submissionId: string): Promise<void> {
  const rows = await table.list({
    filter: odata`PartitionKey eq ${submissionId}`,
    select: ['partitionKey', 'rowKey'],
  });
  for (const some of inRuns(rows, ROWS_A_TRANSACTION)) {
    const result = await table.transact(some.map((row) => ({ kind: 'delete', row })));
    if (result.kind === 'written') continue;
    // Another sweep was faster with some of them.
    await mapInParallel(some, WRITES_AT_ONCE, (row) => table.remove(row.partitionKey, row.rowKey));
  }
}
