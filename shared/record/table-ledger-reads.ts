import { odata } from '@azure/data-tables';
import type { OpenSubmission, SubmissionState } from '../model/submission';
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
  readPeople,
  toIdempotencyRecord,
  toOpenSubmission,
} from './table-ledger-row';

/** Rows with people take 85 kB each on the wire, and a page has to arrive within the time of a call. */
const PEOPLE_PAGE_SIZE = 50;

/** All open submissions, oldest number first. */
export async function readOpen(
  table: StorageTable,
  withPeople: boolean,
): Promise<OpenSubmission[]> {
  const rows = await table.list({ filter: rangeFilter(OPEN_RANGE), select: OPEN_COLUMNS });
  const people = withPeople ? await readPeopleOfOpen(table) : new Map<string, never>();
  return rows
    .map((row) => ({
      ...toOpenSubmission(row),
      people: people.get(row.rowKey) ?? ('everybody' as const),
    }))
    .sort((one, other) => one.sequence - other.sequence);
}

/**
 * The people of those that may still write to the store, by row key; hundreds may be pushing while a tenant throttles.
 * A submission whose people are read late, or not at all, because it has moved on, counts as speaking of everybody.
 */
async function readPeopleOfOpen(
  table: StorageTable,
): Promise<ReadonlyMap<string, OpenSubmission['people']>> {
  const pushing: SubmissionState = 'pushing';
  const rows = await table.list({
    filter: `${rangeFilter(OPEN_RANGE)} and ${odata`state ne ${pushing}`}`,
    select: ['partitionKey', 'rowKey', 'people', 'everybody'],
    pageSize: PEOPLE_PAGE_SIZE,
  });
  return new Map(rows.map((row) => [row.rowKey, readPeople(row)]));
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
