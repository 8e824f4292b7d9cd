import { totalCount } from '../model/outcome';
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
   * Notes that work of the submission waits for a setting: this must not be lost, so it goes on against other writers.
   * Only the sweep ends the waiting, because it sends again what has waited (K2).
   */
  wait(submissionId: string): Promise<void>;
  /**
   * Ends the submission if every part and every push has its result; else marks it `pushing` if only pushes are left.
   * Safe to call at any time, by anyone, any number of times. Its blobs stay for `keepDays` after the end.
   */
  finish(submissionId: string, keepDays: number): Promise<void>;
}

export function createSubmissionProgress(ports: ProgressPorts): SubmissionProgress {
  return {
    async move(submission, state) {
      await move(ports, submission, state);
    },
    wait: (submissionId) => wait(ports, submissionId),
    finish: (submissionId, keepDays) => finish(ports, submissionId, keepDays),
  };
}

/** False when another writer was faster. */
async function move(
  { ledger, history }: ProgressPorts,
  submission: OpenSubmission,
  state: SubmissionState,
): Promise<boolean> {
  if (submission.state === state) return true;
  if (!(await ledger.update(submission, { state }))) return false;
  const results = await ledger.results(submission.id);
  await history.put(summarizeSubmission({ ...submission, state }, results));
  return true;
}

async function wait(ports: ProgressPorts, submissionId: string): Promise<void> {
  for (let isNoted = false; !isNoted;) {
    const submission = await ports.ledger.find(submissionId);
    isNoted = submission === undefined || (await move(ports, submission, 'waiting'));
  }
}

async function finish(ports: ProgressPorts, submissionId: string, keepDays: number): Promise<void> {
  const { ledger } = ports;
  const submission = await ledger.find(submissionId);
  if (submission === undefined) return;
  const results = await ledger.results(submissionId);
  if (!isApplied(submission, results)) return;
  if (isPushed(results)) await end(ports, summarizeSubmission(submission, results), keepDays);
  else await move(ports, submission, 'pushing');
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
  // Only what was to be sent to the tenant is told there (row S57).
  const report = totalCount(summary.pushes) > 0;
  await ledger.end(summary.id, completedAt + keepDays * DAY, { report });
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
