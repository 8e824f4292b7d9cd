import { odata } from '@azure/data-tables';
import { SyncError } from '../model/sync-error';
import { decodeContinuation, encodeContinuation } from '../storage/continuation';
import { groupBy } from '../storage/group-by';
import { inRuns } from '../model/in-runs';
import { mapInParallel } from '../storage/map-in-parallel';
import { readNewestFirst, type NewestFirstQuery } from '../storage/newest-first';
import type { StorageTable } from '../storage/storage-table';
import { MAX_PAGE_SIZE } from '../storage/table-reads';
import type { NewRow } from '../storage/table-row';
import type { ErrorDetails, ErrorQuery } from './error-details';
import { isSubmissionId, newestFirstKey, submissionDay } from './submission-id';
import { toErrorDetail, toErrorRow } from './table-error-detail-row';

const ROWS_A_TRANSACTION = 100;
const TRANSACTIONS_AT_ONCE = 8;
const DAY_MS = 86_400_000;

/** Table `TogoUPErrorDetail` (row S58): a partition a day, newest submission first. */
export function createTableErrorDetails(table: StorageTable, now: () => number): ErrorDetails {
  return {
    async record(details) {
      const transactions = groupForTransactions(details.map(toErrorRow));
      await mapInParallel(transactions, TRANSACTIONS_AT_ONCE, (rows) => writeRows(table, rows));
    },
    async list(query) {
      const { submissionId, continuation, pageSize = MAX_PAGE_SIZE } = query;
      if (submissionId !== undefined && !isSubmissionId(submissionId)) return { items: [] };
      const { rows, next } = await readNewestFirst(table, {
        partitions: partitionsOf(query, now()),
        filter: filterOf(query),
        after: continuation === undefined ? undefined : decodeContinuation(continuation),
        pageSize: Math.min(pageSize, MAX_PAGE_SIZE),
      });
      const items = rows.map(toErrorDetail);
      return next === undefined ? { items } : { items, continuation: encodeContinuation(next) };
    },
  };
}

async function writeRows(table: StorageTable, rows: readonly NewRow[]): Promise<void> {
  const result = await table.transactInHalves(rows.map((row) => ({ kind: 'upsert', row })));
  if (result.kind === 'written') return;
  throw new SyncError('Internal', 'The table service refuses a row of the error table.');
}

/** Rows of one day, at most a hundred, each key once: where two lines have the same key, the last one stays. */
function groupForTransactions(rows: readonly NewRow[]): NewRow[][] {
  const unique = new Map(rows.map((row) => [row.rowKey, row])).values();
  const days = groupBy(unique, ({ partitionKey }) => partitionKey);
  return [...days.values()].flatMap((ofDay) => inRuns(ofDay, ROWS_A_TRANSACTION));
}

/** All lines of a submission lie in one partition. */
function partitionsOf({ submissionId }: ErrorQuery, now: number): NewestFirstQuery['partitions'] {
  return submissionId === undefined
    ? { newest: isoDay(now + DAY_MS), previous: previousDay }
    : { newest: submissionDay(submissionId), previous: () => '' };
}

function filterOf({ submissionId, userId, code }: ErrorQuery): string | undefined {
  const filters: string[] = [];
  if (submissionId !== undefined) {
    const key = newestFirstKey(submissionId);
    filters.push(odata`RowKey ge ${`${key}-`} and RowKey lt ${`${key}.`}`);
  }
  if (userId !== undefined) filters.push(odata`userId eq ${userId}`);
  if (code !== undefined) filters.push(odata`code eq ${code}`);
  return filters.length === 0 ? undefined : filters.join(' and ');
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function previousDay(partition: string): string {
  return isoDay(Date.parse(partition) - DAY_MS);
}
