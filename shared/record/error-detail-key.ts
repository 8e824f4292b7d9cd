import { createHash } from 'node:crypto';
import type { ErrorDetail } from '../model/error-detail';
import { newestFirstKey, submissionDay } from './submission-id';

/** Where a line of `TogoUPErrorDetail` lies. */
export interface ErrorDetailKey {
  /** PartitionKey: the day of the submission, `yyyy-MM-dd`. */
  readonly day: string;
  /** RowKey: newest submission first, in it the `Completed` line, then the lines in the order of the delivery. */
  readonly rowKey: string;
}

/** The key of a line: the same line has the same key, however often it is recorded (K7). */
export function errorDetailKey(detail: ErrorDetail): ErrorDetailKey {
  const { submissionId } = detail;
  return {
    day: submissionDay(submissionId),
    rowKey: `${newestFirstKey(submissionId)}-${placeInSubmission(detail)}`,
  };
}

function placeInSubmission(detail: ErrorDetail): string {
  const { status, index, part, target, property, code, userId } = detail;
  if (status === 'Completed') return '0';
  const place = String(index ?? 0).padStart(7, '0');
  const what = JSON.stringify([index, target, property, code, userId, part]);
  return `1-${place}-${createHash('sha256').update(what).digest('hex').slice(0, 16)}`;
}
