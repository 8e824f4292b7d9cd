import { applyChanges } from '../apply/apply-changes';
import { earlierSpeakers } from '../apply/earlier-speakers';
import type { ProfileStore } from '../apply/profile-store';
import type { ChangeOutcome } from '../model/outcome';
import type { OpenSubmission, Part } from '../model/submission';
import { SyncError, type SyncErrorCode } from '../model/sync-error';
import type { WorkQueue } from '../model/work-queue';
import { DELIVERY_TIME_MS, OFF_MS, type ApplyPorts, type PartName } from './apply-part';
import { createPartRecorder, type PartRecorder } from './record-part';
import { readSyncSwitches } from './sync-switches';

/** Long enough for every delivery that may still be at work to have ended: the host's lease is ten minutes (K8). */
export const DYING_MS = 10 * 60_000;
/** From this delivery on the undertaker writes no profile any more. */
export const LAST_DELIVERY = 3;

export interface BuryPorts extends ApplyPorts {
  /** The poison queue itself: waiting is sending the message again (K10). */
  readonly buriedChanges: WorkQueue;
}

/** `delivery`: how often the poison message has been delivered, from 1. */
export type BuryPart = (name: PartName, delivery: number) => Promise<void>;

/**
 * The undertaker of parts that failed too often, or whose function crashes (K8): stops further deliveries, waits until
 * none can be at work, applies the part once more person by person, and fails only those that are refused. If even
 * that does not end, it reads off what stands and fails the rest, so that every submission ends (promise 4).
 */
export function createBuryPart(ports: BuryPorts): BuryPart {
  const record = createPartRecorder(ports);
  return async (name, delivery) => {
    const deadline = ports.now() + DELIVERY_TIME_MS;
    const open = await ports.ledger.readOpen({ withPeople: true });
    const submission = open.find(({ id }) => id === name.submissionId);
    const content = submission?.parts[name.part];
    if (submission === undefined || content === undefined) return;
    if (!(await takeOver(ports, record, { submission, part: name.part }))) return;
    if (content.kind === 'rejections') {
      await record.rejections(submission, name.part, content);
      return;
    }
    const switches = await readSyncSwitches(ports.configuration);
    if (!switches.accepts) return comeBack(ports, name, ports.now() + OFF_MS);
    const outcomes = await lastOutcomes(ports, { submission, open, content, deadline, delivery });
    await record.outcomes(submission, name.part, { outcomes, push: switches.pushes });
  };
}

/** Whether the part is the undertaker's now; if it is too early, the message comes back. */
async function takeOver(
  ports: BuryPorts,
  record: PartRecorder,
  { submission, part }: { submission: OpenSubmission; part: number },
): Promise<boolean> {
  const { ledger, now } = ports;
  const { parts } = await ledger.results(submission.id);
  const standing = parts.find((result) => result.part === part);
  if (standing?.state === 'done') {
    await record.resume(submission, standing);
    return false;
  }
  const dueAt = standing?.dueAt ?? now() + DYING_MS;
  if (standing === undefined) {
    const dying = { part, state: 'dying', outcomes: {}, toPush: 0, errors: 0, dueAt } as const;
    await ledger.recordPart(submission.id, dying);
  }
  if (dueAt <= now()) return true;
  await comeBack(ports, { submissionId: submission.id, part }, dueAt);
  return false;
}

async function comeBack(
  { buriedChanges }: BuryPorts,
  { submissionId, part }: PartName,
  visibleAt: number,
): Promise<void> {
  await buriedChanges.send({ version: 1, submissionId, part }, { visibleAt });
}

interface LastTask {
  readonly submission: OpenSubmission;
  readonly open: readonly OpenSubmission[];
  readonly content: Part;
  readonly deadline: number;
  readonly delivery: number;
}

async function lastOutcomes(
  ports: BuryPorts,
  { submission, open, content, deadline, delivery }: LastTask,
): Promise<readonly ChangeOutcome[]> {
  const { sequence, mode } = submission;
  try {
    const outcomes = await applyChanges(
      {
        changes: await ports.chunks.readChanges(submission, content),
        sequence,
        mode,
        earlierSpeakers: earlierSpeakers(open, sequence),
        now: ports.now,
        deadline,
        transactionSize: 1,
      },
      delivery < LAST_DELIVERY ? ports.profiles : refusing(ports.profiles),
    );
    return delivery < LAST_DELIVERY ? outcomes : outcomes.map(toFailed);
  } catch (error) {
    if (!isChunkLost(error)) throw error;
    return Array.from({ length: content.count }, () => failedChange(error.code, error.message));
  }
}

/** Reads as the store does and writes nothing: what stands is read off, the rest comes out as refused. */
function refusing(profiles: ProfileStore): ProfileStore {
  return {
    read: (keys) => profiles.read(keys),
    write: () => Promise.resolve({ kind: 'refused', index: 0 }),
  };
}

function toFailed(outcome: ChangeOutcome): ChangeOutcome {
  if (outcome.outcome !== 'rejected') return outcome;
  const { index, userId } = outcome;
  return {
    ...failedChange('PartFailed', 'Applying this change failed again and again.'),
    index,
    userId,
  };
}

/** Of a blob that cannot be read, only the number of its changes is known. */
function failedChange(code: SyncErrorCode, message: string): ChangeOutcome {
  return { index: -1, userId: '', outcome: 'failed', code, message };
}

function isChunkLost(error: unknown): error is SyncError {
  return (
    error instanceof SyncError && (error.code === 'ChunkMissing' || error.code === 'ChunkChanged')
  );
}
