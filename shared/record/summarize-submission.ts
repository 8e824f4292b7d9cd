import { sumCounts, totalCount, type OutcomeCounts, type PushCounts } from '../model/outcome';
import {
  PUSH_RANGE_SIZE,
  type OpenSubmission,
  type PartResult,
  type PushResult,
  type SubmissionState,
  type SubmissionSummary,
} from '../model/submission';

/** The results of a submission so far. */
export interface Results {
  readonly parts: readonly PartResult[];
  readonly pushes: readonly PushResult[];
}

/** What the results of a submission add up to; nothing is ever incremented (K7). */
export function summarizeSubmission(
  submission: OpenSubmission,
  results: Results,
): SubmissionSummary {
  const parts = results.parts.filter(isDone);
  const pushes = results.pushes.filter(isDone);
  return {
    id: submission.id,
    kind: submission.kind,
    caller: submission.caller,
    state: submission.state,
    sequence: submission.sequence,
    received: submission.received,
    accepted: submission.accepted,
    rejected: submission.rejected,
    outcomes: sumCounts(parts.map(({ outcomes }) => outcomes)),
    pushes: withPending(
      sumCounts(pushes.map((range) => range.pushes)),
      parts.reduce((sum, { toPush }) => sum + toPush, 0),
    ),
    errorCount: [...parts, ...pushes].reduce((sum, { errors }) => sum + errors, 0),
    receivedAt: submission.receivedAt,
    ...(submission.state === 'pushing' ? { waitingUntil: submission.lastSentAt } : {}),
  };
}

/** Whether every part has a final result, so that nothing more is written to the store. */
export function isApplied(submission: OpenSubmission, { parts }: Results): boolean {
  return parts.filter(isDone).length === submission.parts.length;
}

/** Whether every range of every part has been pushed, or has ended otherwise. */
export function isPushed({ parts, pushes }: Results): boolean {
  const expected = parts.reduce((sum, part) => sum + Math.ceil(part.toPush / PUSH_RANGE_SIZE), 0);
  return pushes.filter(isDone).length === expected;
}

/** The state that a submission ends in. */
export function endState(summary: SubmissionSummary): SubmissionState {
  const { outcomes, pushes, received } = summary;
  if (received > 0 && outcomes.failed === received) return 'failed';
  const troubled = sum(outcomes.rejected, outcomes.failed, pushes.failed) > 0;
  return troubled ? 'completedWithErrors' : 'completed';
}

function withPending(pushes: PushCounts, toPush: number): PushCounts & { pending?: number } {
  const pending = toPush - totalCount(pushes);
  return pending > 0 ? { ...pushes, pending } : pushes;
}

function isDone({ state }: PartResult | PushResult): boolean {
  return state === 'done';
}

function sum(...counts: (OutcomeCounts['failed'] | undefined)[]): number {
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}
