import { odata } from '@azure/data-tables';
import type { OpenSubmission } from '../model/submission';
import type { StorageTable } from '../storage/storage-table';
import type { TableRow } from '../storage/table-row';
import { isSubmissionId } from './submission-id';
import type { IdempotencyRecord } from './submission-ledger';
import {
  idempotencyKey,
  LEDGER,
  OPEN_COLUMNS,
  OPEN_RANGE,
  openKey,
  toIdempotencyRecord,
  toOpenSubmission,
} from './table-ledger-row';

/** All open submissions, oldest number first. */
export async function readOpen(
  table: StorageTable,
  withPeople: boolean,
): Promise<OpenSubmission[]> {
  const rows = await table.list({
    filter: rangeFilter(OPEN_RANGE),
    ...(withPeople ? {} : { select: OPEN_COLUMNS }),
  });
  return rows
    .map(toOpenSubmission)
    .map((submission) =>
      withPeople ? submission : { ...submission, people: 'everybody' as const },
    )
    .sort((one, other) => one.sequence - other.sequence);
}

/** Ids come from callers, too: what cannot be one is not asked for. */
export async function findOpen(
  table: StorageTable,
  submissionId: string,
): Promise<OpenSubmission | undefined> {
  if (!isSubmissionId(submissionId)) return undefined;
  const row = await table.get(LEDGER, openKey(submissionId));
  return row === undefined ? undefined : toOpenSubmission(row);
}

export async function findKey(
  table: StorageTable,
  keyHash: string,
): Promise<IdempotencyRecord | undefined> {
  const row = await table.get(LEDGER, idempotencyKey(keyHash));
  return row === undefined ? undefined : toIdempotencyRecord(row);
}

/** Rows of the ledger from one key up to, but not with, another. */
export function rangeFilter({ from, to }: { from: string; to: string }): string {
  return odata`PartitionKey eq ${LEDGER} and RowKey ge ${from} and RowKey lt ${to}`;
}

/** Keys alone, for rows that are to be removed. */
export function listKeys(table: StorageTable, filter: string): Promise<TableRow[]> {
  return table.list({ filter, select: ['partitionKey', 'rowKey'] });
}
