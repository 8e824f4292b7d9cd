import type { OpenSubmission } from '../model/submission';
import type { WorkQueue } from '../model/work-queue';
import type { SubmissionLedger } from '../record/submission-ledger';
import type { PartName } from './apply-part';

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
 * Waits without a message: the end of an import sends one to whoever sleeps. Should that be lost, the sweep finds work
 * that nobody has sent for half an hour. Goes on against other writers, for nobody would wake who is not noted.
 */
export async function sleepInLedger(
  { ledger, now }: Pick<WaitingPorts, 'ledger'> & { readonly now: () => number },
  { submissionId, part }: PartName,
): Promise<void> {
  for (let isNoted = false; !isNoted;) {
    const submission = await ledger.find(submissionId);
    if (submission === undefined) return;
    const asleep = [...new Set([...submission.asleep, part])];
    isNoted = await ledger.update(submission, { asleep, lastSentAt: now() + SLEEP_MS });
  }
}

/** Sends a message to every part that sleeps; parts that are not forgotten in time are woken once more at worst. */
export async function wakeSleepers(
  { queue, ledger }: WaitingPorts,
  submission: OpenSubmission,
): Promise<void> {
  const { id: submissionId, asleep } = submission;
  for (const part of asleep) await queue.send({ version: 1, submissionId, part });
  if (asleep.length > 0) await ledger.update(submission, { asleep: [] });
}
