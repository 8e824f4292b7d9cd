import { OUTCOMES, PUSH_OUTCOMES } from '../model/outcome';
import type { SubmissionKind, SubmissionState, SubmissionSummary } from '../model/submission';
import { readCounts, writeCounts } from '../storage/count-columns';
import { readNumber, readPlain, readTime, writeTime } from '../storage/plain-column';
import type { NewRow, TableRow } from '../storage/table-row';
import { newestFirstKey, submissionMonth } from './submission-id';

const PUSH_COUNTS = [...PUSH_OUTCOMES, 'pending'] as const;

/**
 * One row a submission, newest first in its month; counts are columns such as `created` and `pushPending`. The people
 * whom intake refused are counted apart from the outcome `rejected`, which counts them and others in the end.
 */
export function toHistoryRow(summary: SubmissionSummary): NewRow {
  return {
    partitionKey: submissionMonth(summary.id),
    rowKey: newestFirstKey(summary.id),
    submissionId: summary.id,
    kind: summary.kind,
    caller: summary.caller,
    state: summary.state,
    sequence: BigInt(summary.sequence),
    received: summary.received,
    accepted: summary.accepted,
    rejectedAtIntake: summary.rejected,
    ...writeCounts(summary.outcomes),
    ...writeCounts(summary.pushes, 'push'),
    errorCount: summary.errorCount,
    receivedAt: writeTime(summary.receivedAt),
    ...(summary.completedAt === undefined ? {} : { completedAt: writeTime(summary.completedAt) }),
  };
}

export function toSummary(row: TableRow): SubmissionSummary {
  const completedAt = readTime(row, 'completedAt');
  return {
    id: readPlain(row, 'submissionId'),
    kind: readPlain(row, 'kind') as SubmissionKind,
    caller: readPlain(row, 'caller'),
    state: readPlain(row, 'state') as SubmissionState,
    sequence: readNumber(row, 'sequence'),
    received: readNumber(row, 'received'),
    accepted: readNumber(row, 'accepted'),
    rejected: readNumber(row, 'rejectedAtIntake'),
    outcomes: readCounts(row, OUTCOMES),
    pushes: readCounts(row, PUSH_COUNTS, 'push'),
    errorCount: readNumber(row, 'errorCount'),
    receivedAt: readTime(row, 'receivedAt') ?? 0,
    ...(completedAt === undefined ? {} : { completedAt }),
  };
}
