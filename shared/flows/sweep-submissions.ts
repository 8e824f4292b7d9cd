import type { Configuration } from '../configuration/configuration';
import { PUSH_RANGE_SIZE, type OpenSubmission } from '../model/submission';
import type { WorkQueue } from '../model/work-queue';
import type { PushRetries } from '../push/push-retries';
import type { SubmissionFiles } from '../record/submission-files';
import type { SubmissionLedger } from '../record/submission-ledger';
import type { SubmissionProgress } from '../record/submission-progress';
import { isApplied, type Results } from '../record/summarize-submission';
import { DELIVERY_TIME_MS } from './apply-part';
import { readKeepDays } from './keep-days';
import type { ResyncOwed } from './resync-owed';
import { readSyncSwitches } from './sync-switches';

/** Work without a result is put on its queue again when nobody has sent it for this long (K2). */
const LOST_AFTER_MS = 30 * 60_000;
/** A message of which a pause was noted is late by then. */
const LATE_MS = 30_000;
/** Parts that the undertaker has taken over are due after ten minutes, and reminded of as often (K8). */
const DYING_REMINDER_MS = 10 * 60_000;

/** A delivery that was announced so long ago is not on its way any more: the host ends it after five minutes. */
const ABANDONED_AFTER_MS = 60 * 60_000;

export interface SweepPorts {
  readonly ledger: SubmissionLedger;
  readonly progress: SubmissionProgress;
  readonly files: SubmissionFiles;
  readonly configuration: Configuration;
  readonly changes: WorkQueue;
  readonly pushes: WorkQueue;
  readonly buriedChanges: WorkQueue;
  readonly buriedPushes: WorkQueue;
  readonly retries: PushRetries;
  readonly resyncOwed: ResyncOwed;
  readonly now: () => number;
}

export type SweepSubmissions = () => Promise<void>;

/**
 * Each minute: messages are hints, the ledger is the truth (K2). Sends again what has no result, wakes what waited
 * for a setting, ends what is complete, cleans up after what has ended or was never accepted, and starts the resync that
 * is owed. One submission's trouble stops no other.
 */
export function createSweepSubmissions(ports: SweepPorts): SweepSubmissions {
  return async () => {
    const runAll = createRunner(ports.now);
    const open = await ports.ledger.readOpen({ withPeople: false });
    const { accepts } = await readSyncSwitches(ports.configuration);
    const keepDays = await readKeepDays(ports.configuration);
    const sweeps = open.map(
      (submission) => () => sweepOne(ports, submission, { accepts, keepDays }),
    );
    await runAll([
      () => wakeRetries(ports),
      ...sweeps,
      () => cleanUp(ports, runAll),
      () => ports.resyncOwed(),
    ]);
  };
}

async function sweepOne(
  ports: SweepPorts,
  submission: OpenSubmission,
  { accepts, keepDays }: { accepts: boolean; keepDays: number },
): Promise<void> {
  if (submission.state === 'waiting' && !accepts) return;
  const results = await ports.ledger.results(submission.id);
  const silence = ports.now() - submission.lastSentAt;
  const isWoken = submission.state === 'waiting';
  const sends = [
    ...(isWoken || silence > LOST_AFTER_MS ? lostWork(ports, submission, results) : []),
    ...(isWoken || silence > DYING_REMINDER_MS ? dyingWork(ports, results) : []),
  ];
  const late = submission.paused.filter(({ until }) => until + LATE_MS < ports.now());
  if (sends.length > 0) await sendAgain(ports, submission, sends);
  else if (late.length > 0) await sendLate(ports, submission, late);
  if (isApplied(submission, results)) await ports.progress.finish(submission.id, keepDays);
}

interface Send {
  readonly queue: WorkQueue;
  readonly part: number;
}

/** Parts whose pause is over, and whose message nobody has in hand. */
async function sendLate(
  { ledger, pushes }: SweepPorts,
  submission: OpenSubmission,
  late: OpenSubmission['paused'],
): Promise<void> {
  const paused = submission.paused.filter((one) => !late.includes(one));
  if (!(await ledger.update(submission, { paused }))) return;
  const { id: submissionId } = submission;
  for (const { part } of late) await pushes.send({ version: 1, submissionId, part });
}

/** The time of sending is taken first: two sweeps at once then send once. */
async function sendAgain(
  { ledger, now }: SweepPorts,
  submission: OpenSubmission,
  sends: readonly Send[],
): Promise<void> {
  const state = submission.state === 'waiting' ? 'queued' : submission.state;
  if (!(await ledger.update(submission, { state, lastSentAt: now() }))) return;
  const { id: submissionId } = submission;
  await Promise.all(sends.map(({ queue, part }) => queue.send({ version: 1, submissionId, part })));
}

function lostWork(
  { changes, pushes, now }: SweepPorts,
  submission: OpenSubmission,
  results: Results,
): Send[] {
  const known = new Set(results.parts.map(({ part }) => part));
  const paused = new Set(
    submission.paused.filter(({ until }) => until > now()).map(({ part }) => part),
  );
  const unapplied = submission.parts.flatMap((_, part) => (known.has(part) ? [] : [part]));
  const unpushed = isApplied(submission, results) ? partsToPush(results) : [];
  return [
    ...unapplied.map((part): Send => ({ queue: changes, part })),
    ...unpushed.filter((part) => !paused.has(part)).map((part): Send => ({ queue: pushes, part })),
  ];
}

/** Parts that have ranges of people without any result. */
function partsToPush({ parts, pushes }: Results): number[] {
  return parts
    .filter(({ part, toPush }) => {
      const ranges = pushes.filter((push) => push.part === part).length;
      return ranges < Math.ceil(toPush / PUSH_RANGE_SIZE);
    })
    .map(({ part }) => part);
}

function dyingWork(
  { buriedChanges, buriedPushes, now }: SweepPorts,
  { parts, pushes }: Results,
): Send[] {
  const isDue = ({ state, dueAt = 0 }: { state: string; dueAt?: number }): boolean =>
    state === 'dying' && dueAt <= now();
  const dyingPushes = new Set(pushes.filter(isDue).map(({ part }) => part));
  return [
    ...parts.filter(isDue).map(({ part }): Send => ({ queue: buriedChanges, part })),
    ...[...dyingPushes].map((part): Send => ({ queue: buriedPushes, part })),
  ];
}

/** What is due is stored; the message only wakes the push. */
async function wakeRetries({ retries, pushes, now }: SweepPorts): Promise<void> {
  const due = await retries.due(now(), 1);
  if (due.length > 0) await pushes.send({ version: 1, retry: true });
}

async function cleanUp(ports: SweepPorts, runAll: RunAll): Promise<void> {
  await runAll([
    () => ports.ledger.forgetKeys(ports.now()),
    () => abandonUnaccepted(ports, runAll),
    () => deleteEnded(ports, runAll),
  ]);
}

/**
 * One transaction turns an announcement into a note for deletion: a crash before it changes nothing, with it a late
 * acceptance fails, and a crash after it leaves the note, which stands until the blobs are gone.
 */
async function abandonUnaccepted({ ledger, now }: SweepPorts, runAll: RunAll): Promise<void> {
  const abandoned = await ledger.abandoned(now() - ABANDONED_AFTER_MS);
  await runAll(abandoned.map((submissionId) => () => ledger.abandon(submissionId, now())));
}

async function deleteEnded({ ledger, files, now }: SweepPorts, runAll: RunAll): Promise<void> {
  const endings = await ledger.deletable(now());
  await runAll(
    endings.map((ended) => async () => {
      await files.deleteAll(ended.submissionId);
      await ledger.forgetEnded(ended);
    }),
  );
}

type RunAll = (tasks: readonly (() => Promise<void>)[]) => Promise<void>;

/** Runs tasks one by one, the failed ones, too, until the time is up: what is left then is found in the next minute. */
function createRunner(now: () => number): RunAll {
  const deadline = now() + DELIVERY_TIME_MS;
  return async (tasks) => {
    const failures: unknown[] = [];
    for (const task of tasks) {
      if (now() >= deadline) break;
      await task().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Part of the sweep failed.');
  };
}
