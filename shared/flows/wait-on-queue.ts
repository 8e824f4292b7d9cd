import type { OpenSubmission } from '../model/submission';
import type { WorkQueue } from '../model/work-queue';
import type { LedgerChange, SubmissionLedger } from '../record/submission-ledger';
import type { PartName } from './apply-part';

interface WaitingPorts {
  readonly queue: WorkQueue;
  readonly ledger: SubmissionLedger;
}

interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What the status says of who has just fallen asleep, until the import knows better; the sweep counts from its end. */
const SLEEP_MS = 5 * 60_000;

/**
 * Waiting is sending the message again, visible when the wait ends; then the caller completes the one it has (K10).
 * The end of the wait is noted as the time of sending, so that the sweep neither takes it for lost nor adds another
 * one to it.
 */
export async function waitOnQueue(
  { queue, ledger }: WaitingPorts,
  submission: OpenSubmission,
  { part, visibleAt }: { readonly part: number; readonly visibleAt: number },
): Promise<void> {
  await queue.send({ version: 1, submissionId: submission.id, part }, { visibleAt });
  await ledger.update(submission, { lastSentAt: visibleAt });
}

/** Shorter waits end before anybody could miss the message. */
const LONG_WAIT_MS = 60_000;

/**
 * Waits on the queue, and notes it where it takes long: what is due is stored, and a message that comes late, or never,
 * is sent once more by the sweep.
 */
export async function pauseOnQueue(
  ports: WaitingPorts & Clock,
  submission: OpenSubmission,
  when: { readonly part: number; readonly visibleAt: number },
): Promise<void> {
  const { part, visibleAt } = when;
  if (visibleAt - ports.now() < LONG_WAIT_MS) return waitOnQueue(ports, submission, when);
  await note(ports.ledger, submission.id, ({ paused }) => ({
    paused: [...without(paused, part), { part, until: visibleAt }],
    lastSentAt: visibleAt,
  }));
  await ports.queue.send({ version: 1, submissionId: submission.id, part }, { visibleAt });
}

/** Whoever has a message of a part in hand ends its pause: then nobody sends another. */
export async function endPauseOf(
  { ledger }: Pick<WaitingPorts, 'ledger'>,
  { id, paused }: OpenSubmission,
  part: number,
): Promise<void> {
  if (!paused.some((one) => one.part === part)) return;
  await note(ledger, id, (now) => ({ paused: without(now.paused, part) }));
}

function without(paused: OpenSubmission['paused'], part: number): OpenSubmission['paused'] {
  return paused.filter((one) => one.part !== part);
}

/** Goes on against other writers: what is not noted is not found again. */
async function note(
  ledger: SubmissionLedger,
  submissionId: string,
  change: (submission: OpenSubmission) => LedgerChange,
): Promise<void> {
  for (let isNoted = false; !isNoted;) {
    const submission = await ledger.find(submissionId);
    isNoted = submission === undefined || (await ledger.update(submission, change(submission)));
  }
}

/**
 * Waits without a message: the end of an import sends one to whoever sleeps. Should that be lost, the sweep finds it
 * half an hour after it was to be looked at.
 */
export async function sleepInLedger(
  { ledger, now }: Pick<WaitingPorts, 'ledger'> & Clock,
  { submissionId, part }: PartName,
): Promise<void> {
  await note(ledger, submissionId, ({ asleep }) => ({
    asleep: [...new Set([...asleep, part])],
    lastSentAt: now() + SLEEP_MS,
  }));
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
