import type { OpenSubmission } from '../model/submission';
import type { WorkQueue } from '../model/work-queue';
import type { SubmissionLedger } from '../record/submission-ledger';

interface WaitingPorts {
  readonly queue: WorkQueue;
  readonly ledger: SubmissionLedger;
}

/** When work that sleeps in the ledger is looked at next, as far as the status can tell. */
const SLEEP_MS = 5 * 60_000;

/**
 * Waiting is sending the message again, visible when the wait ends; then the caller completes the one it has (K10).
 * The time of sending is noted, so that the sweep neither takes it for lost nor adds another one to it.
 */
export async function waitOnQueue(
  { queue, ledger }: WaitingPorts,
  submission: OpenSubmission,
  { part, visibleAt }: { readonly part: number; readonly visibleAt: number },
): Promise<void> {
  await queue.send({ version: 1, submissionId: submission.id, part }, { visibleAt });
  await ledger.update(submission, { lastSentAt: visibleAt });
}

/**
 * Waits without a message: whoever ends what is waited for sends one. Should that be lost, the sweep finds work that
 * nobody has sent for half an hour.
 */
export async function sleepInLedger(
  { ledger, now }: Pick<WaitingPorts, 'ledger'> & { readonly now: () => number },
  submission: OpenSubmission,
): Promise<void> {
  await ledger.update(submission, { lastSentAt: now() + SLEEP_MS });
}
