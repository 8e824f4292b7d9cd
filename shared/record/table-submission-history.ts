import { odata } from '@azure/data-tables';
import type { SubmissionSummary } from '../model/submission';
import { decodeContinuation, encodeContinuation } from '../storage/continuation';
import { readNewestFirst } from '../storage/newest-first';
import type { StorageTable } from '../storage/storage-table';
import { isSubmissionId, newestFirstKey, submissionMonth } from './submission-id';
import type { SubmissionHistory } from './submission-history';
import { toHistoryRow, toSummary } from './table-submission-history-row';

const PAGE_SIZE = 100;
/** Another instance's clock may be ahead of this one's, across the border of a month. */
const DAY_MS = 86_400_000;

/** The rows of table `Submissions` that people read: a partition a month. */
export function createTableSubmissionHistory(
  table: StorageTable,
  now: () => number,
): SubmissionHistory {
  return {
    put: (summary) =>
      summary.completedAt === undefined
        ? putUnlessEnded(table, summary)
        : table.upsert(toHistoryRow(summary)),
    async find(id) {
      if (!isSubmissionId(id)) return undefined;
      const row = await table.get(submissionMonth(id), newestFirstKey(id));
      return row === undefined ? undefined : toSummary(row);
    },
    async list({ state, continuation }) {
      const { rows, next } = await readNewestFirst(table, {
        partitions: { newest: month(now() + DAY_MS), previous: previousMonth },
        filter: state === undefined ? undefined : odata`state eq ${state}`,
        after: continuation === undefined ? undefined : decodeContinuation(continuation),
        pageSize: PAGE_SIZE,
      });
      const items = rows.map(toSummary);
      return next === undefined ? { items } : { items, continuation: encodeContinuation(next) };
    },
  };
}

/** Whoever comes late with an earlier state finds that the submission has ended, and leaves it so. */
async function putUnlessEnded(table: StorageTable, summary: SubmissionSummary): Promise<void> {
  const row = toHistoryRow(summary);
  for (let isDone = false; !isDone;) {
    const standing = await table.get(row.partitionKey, row.rowKey);
    if (standing?.['completedAt'] !== undefined) return;
    isDone =
      standing === undefined ? await table.insert(row) : await table.replace(row, standing.etag);
  }
}

function month(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}

function previousMonth(partition: string): string {
  const [year, number] = partition.split('-').map(Number);
  return month(Date.UTC(year ?? 0, (number ?? 1) - 2));
}
