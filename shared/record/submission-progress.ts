import type { OpenSubmission, SubmissionState, SubmissionSummary } from '../model/submission';
import type { ErrorDetails } from './error-details';
import type { SubmissionHistory } from './submission-history';
import type { SubmissionLedger } from './submission-ledger';
import { endState, isApplied, isPushed, summarizeSubmission } from './summarize-submission';

const DAY = 86_400_000;

export interface ProgressPorts {
  readonly ledger: SubmissionLedger;
  readonly history: SubmissionHistory;
  readonly errors: ErrorDetails;
  readonly now: () => number;
}

/** Moves submissions from state to state, and ends those that have nothing left to do (K7). */
export interface SubmissionProgress {
  /** Sets the state where it differs. Another writer's state is left alone: the sweep looks again. */
  move(submission: OpenSubmission, state: SubmissionState): Promise<void>;
  /**
   * Ends the submission if every part and every push has its result; else marks it `pushing` if only pushes are left.
   * Safe to call at any time, by anyone, any number of times. Its blobs stay for `keepDays` after the end.
   */
  finish(submissionId: string, keepDays: number): Promise<void>;
}

export function createSubmissionProgress(ports: ProgressPorts): SubmissionProgress {
  return {
    move: (submission, state) => move(ports, submission, state),
    finish: (submissionId, keepDays) => finish(ports, submissionId, keepDays),
  };
}

async function move(
  { ledger, history }: ProgressPorts,
  submission: OpenSubmission,
  state: SubmissionState,
): Promise<void> {
  if (submission.state === state) return;
  if (!(await ledger.update(submission, { state }))) return;
  const results = await ledger.results(submission.id);
  await history.put(summarizeSubmission({ ...submission, state }, results));
}

async function finish(ports: ProgressPorts, submissionId: string, keepDays: number): Promise<void> {
  const { ledger } = ports;
  const submission = await ledger.find(submissionId);
  if (submission === undefined) return;
  const results = await ledger.results(submissionId);
  if (!isApplied(submission, results)) return;
  if (!isPushed(results)) return move(ports, submission, 'pushing');
  await end(ports, summarizeSubmission(submission, results), keepDays);
}

/** The open row goes last: until then whoever comes next ends the submission again, with the same rows. */
async function end(
  { ledger, history, errors, now }: ProgressPorts,
  summary: SubmissionSummary,
  keepDays: number,
): Promise<void> {
  const state = endState(summary);
  const completedAt = now();
  await errors.record([
    {
      submissionId: summary.id,
      occurredAt: new Date(completedAt).toISOString(),
      status: 'Completed',
      stage: 'record',
      code: 'Completed',
      message: completionMessage(summary, state),
    },
  ]);
  await history.put({ ...summary, state, completedAt });
  await ledger.end(summary.id, completedAt + keepDays * DAY);
}

function completionMessage(summary: SubmissionSummary, state: SubmissionState): string {
  const counts = Object.entries(summary.outcomes).map(
    ([outcome, count]) => `${String(count)} ${outcome}`,
  );
  const pushes = Object.entries(summary.pushes).map(
    ([outcome, count]) => `${String(count)} ${outcome}`,
  );
  const pushed = pushes.length === 0 ? '' : `; tenant: ${pushes.join(', ')}`;
  return `${state}: ${String(summary.received)} received; ${counts.join(', ')}${pushed}`;
}
