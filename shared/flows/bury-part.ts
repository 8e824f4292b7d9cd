import type { ChangesToApply } from '../apply/apply-changes';
import { earlierSpeakers } from '../apply/earlier-speakers';
import { findActive } from '../apply/find-active';
import { UNKNOWN_INDEX, type ChangeOutcome } from '../model/outcome';
import type { OpenSubmission, Part, PartResult } from '../model/submission';
import type { SyncErrorCode } from '../model/sync-error';
import type { WorkQueue } from '../model/work-queue';
import { applyOneByOne, readOffChanges } from './apply-one-by-one';
import { DELIVERY_TIME_MS, type ApplyPorts, type PartName } from './apply-part';
import { isChunkLost, readPart } from './read-part';
import { createPartRecorder, type PartRecorder } from './record-part';
import { readSyncSwitches } from './sync-switches';

/** Long enough for every delivery that may still be at work to have ended: the host's lease is ten minutes (K8). */
export const DYING_MS = 10 * 60_000;
/** From this delivery on the undertaker writes no profile any more. */
export const LAST_DELIVERY = 3;
/** In this delivery, the last that the host makes of a message, it does not even read... */
const BLIND_DELIVERY = 5;
/** ...if reading has crashed for a day, which no outage explains any more. */
const BLIND_AFTER_MS = 24 * 60 * 60_000;

export interface BuryPorts extends ApplyPorts {
  /** The poison queue itself: waiting is sending the message again (K10). */
  readonly buriedChanges: WorkQueue;
}

/** `delivery`: how often the poison message has been delivered, from 1. */
export type BuryPart = (name: PartName, delivery: number) => Promise<void>;

/** A part in the undertaker's hands. */
interface Burial {
  readonly name: PartName;
  readonly delivery: number;
  readonly deadline: number;
  readonly submission: OpenSubmission;
  readonly open: readonly OpenSubmission[];
  readonly content: Part;
  /** The mark that nobody else starts on the part any more. */
  readonly standing: PartResult;
}

/**
 * The undertaker of parts that failed too often, or whose function crashes (K8): stops further deliveries, waits until
 * none can be at work, and applies the part once more person by person. If that does not end either, it seals the part,
 * waits until no other undertaker can be at work, reads off what stands and fails the rest, so that every submission
 * ends (promise 4). A change is called failed only when nobody can write it any more: who comes after a submission that
 * has ended counts on that (K5).
 */
export function createBuryPart(ports: BuryPorts): BuryPart {
  const record = createPartRecorder(ports);
  return async (name, delivery) => {
    const deadline = ports.now() + DELIVERY_TIME_MS;
    const open = await ports.ledger.readOpen({ withPeople: true });
    const submission = open.find(({ id }) => id === name.submissionId);
    const content = submission?.parts[name.part];
    if (submission === undefined || content === undefined) return;
    const { parts } = await ports.ledger.results(submission.id);
    const standing = parts.find(({ part }) => part === name.part);
    if (standing?.state === 'done') return record.resume(submission, standing);
    if (standing === undefined) return hold(ports, name, { isSealed: false });
    const burial = { name, delivery, deadline, submission, open, content, standing };
    if (dueTime(burial) > ports.now()) return comeBack(ports, name, dueTime(burial));
    if (content.kind === 'rejections') return buryRejections(ports, record, burial);
    return buryChanges(ports, record, burial);
  };
}

function dueTime({ standing }: Burial): number {
  return standing.dueAt ?? 0;
}

/** Whether reading the part ends every delivery, so that all of it has to fail unread. */
function isBlind(burial: Burial, now: number): boolean {
  return burial.delivery >= BLIND_DELIVERY && now > dueTime(burial) + BLIND_AFTER_MS;
}

/** Nobody else starts on the part from now on, and the message comes back when nobody can be at it any more. */
async function hold(
  ports: BuryPorts,
  name: PartName,
  { isSealed }: { isSealed: boolean },
): Promise<void> {
  const dueAt = ports.now() + DYING_MS;
  const dying: PartResult = {
    part: name.part,
    state: 'dying',
    outcomes: {},
    toPush: 0,
    errors: 0,
    dueAt,
    ...(isSealed ? { sealed: true } : {}),
  };
  if (isSealed) await ports.ledger.settlePart(name.submissionId, dying);
  else await ports.ledger.recordPart(name.submissionId, dying);
  await comeBack(ports, name, dueAt);
}

async function comeBack(
  { buriedChanges }: BuryPorts,
  { submissionId, part }: PartName,
  visibleAt: number,
): Promise<void> {
  await buriedChanges.send({ version: 1, submissionId, part }, { visibleAt });
}

async function buryChanges(ports: BuryPorts, record: PartRecorder, burial: Burial): Promise<void> {
  const { name, delivery, submission, standing } = burial;
  const switches = await readSyncSwitches(ports.configuration);
  if (!switches.accepts) return ports.progress.wait(submission.id);
  if (standing.sealed !== true && delivery >= LAST_DELIVERY) {
    return hold(ports, name, { isSealed: true });
  }
  const outcomes = await lastOutcomes(ports, burial);
  await record.outcomes(submission, name.part, { outcomes, push: switches.pushes });
}

async function lastOutcomes(ports: BuryPorts, burial: Burial): Promise<readonly ChangeOutcome[]> {
  const { submission, content, standing } = burial;
  const isSealed = standing.sealed === true;
  if (isSealed && isBlind(burial, ports.now())) return unreadable(content, 'PartFailed');
  try {
    const changes = await readPart(ports.chunks, submission, content);
    if (submission.kind === 'resync') return await findActive(changes, ports.profiles);
    const work = toWork(ports, burial, changes);
    return await (isSealed ? readOffChanges : applyOneByOne)(work, ports.profiles);
  } catch (error) {
    if (!isChunkLost(error)) throw error;
    return unreadable(content, error.code);
  }
}

function toWork(
  { now }: BuryPorts,
  { submission, open, deadline, standing }: Burial,
  changes: ChangesToApply['changes'],
): ChangesToApply {
  const { sequence, mode } = submission;
  return {
    changes,
    sequence,
    mode,
    earlierSpeakers: earlierSpeakers(open, sequence),
    now,
    deadline: standing.sealed === true ? Infinity : deadline,
  };
}

/** People whom intake refused were refused, even if nobody can tell any more who they were. */
async function buryRejections(
  { now }: BuryPorts,
  record: PartRecorder,
  burial: Burial,
): Promise<void> {
  const { submission, name, content } = burial;
  try {
    if (!isBlind(burial, now())) {
      await record.rejections(submission, name.part, content);
      return;
    }
  } catch (error) {
    if (!isChunkLost(error)) throw error;
  }
  const outcomes = unreadable(content, 'ChunkMissing').map((outcome): ChangeOutcome => ({
    ...outcome,
    outcome: 'rejected',
  }));
  await record.outcomes(submission, name.part, { outcomes, push: false });
}

/** Of a part that cannot be read, only the number of its changes is known. */
function unreadable({ count }: Part, code: SyncErrorCode): ChangeOutcome[] {
  const message = 'What this part of the delivery said can no longer be read.';
  return Array.from({ length: count }, () => ({
    index: UNKNOWN_INDEX,
    userId: '',
    outcome: 'failed',
    code,
    message,
  }));
}
