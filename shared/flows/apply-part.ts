import { applyChanges } from '../apply/apply-changes';
import { earlierSpeakers } from '../apply/earlier-speakers';
import { findActive } from '../apply/find-active';
import type { ProfileStore } from '../apply/profile-store';
import type { Configuration } from '../configuration/configuration';
import type { ChunkStore } from '../intake/chunk-store';
import type { ChangeOutcome } from '../model/outcome';
import type { OpenSubmission, Part } from '../model/submission';
import type { WorkQueue } from '../model/work-queue';
import type { OwedResync } from '../push/owed-resync';
import type { ErrorDetails } from '../record/error-details';
import type { SubmissionFiles } from '../record/submission-files';
import type { SubmissionLedger } from '../record/submission-ledger';
import type { SubmissionProgress } from '../record/submission-progress';
import { readPart } from './read-part';
import { createPartRecorder } from './record-part';
import { readSyncSwitches } from './sync-switches';

/** A delivery of a part starts no write later than this after its start; the host ends it after five minutes (K3). */
export const DELIVERY_TIME_MS = 240_000;
/** How soon work that waits on a queue looks again while synchronisation is off or its configuration is broken. */
export const OFF_MS = 60_000;

export interface ApplyPorts {
  readonly ledger: SubmissionLedger;
  readonly progress: SubmissionProgress;
  readonly chunks: ChunkStore;
  readonly files: SubmissionFiles;
  readonly errors: ErrorDetails;
  readonly profiles: ProfileStore;
  readonly pushes: WorkQueue;
  readonly owed: OwedResync;
  readonly configuration: Configuration;
  readonly now: () => number;
}

/** Names a part of a submission, as a queue message does. */
export interface PartName {
  readonly submissionId: string;
  readonly part: number;
}

export type ApplyPart = (name: PartName) => Promise<void>;

/**
 * Applies one part of a submission to `UserProfiles`, records what became of it, and hands the people who changed
 * to the push. The message is a hint: what is in flight is read from the ledger, before any row (K2, K5).
 */
export function createApplyPart(ports: ApplyPorts): ApplyPart {
  const record = createPartRecorder(ports);
  return async ({ submissionId, part }) => {
    const deadline = ports.now() + DELIVERY_TIME_MS;
    const open = await ports.ledger.readOpen({ withPeople: true });
    const submission = open.find(({ id }) => id === submissionId);
    const content = submission?.parts[part];
    if (submission === undefined || content === undefined) return;
    const { parts } = await ports.ledger.results(submissionId);
    const standing = parts.find((result) => result.part === part);
    if (standing !== undefined) {
      if (standing.state === 'done') await record.resume(submission, standing);
      return;
    }
    if (content.kind === 'rejections') {
      await record.rejections(submission, part, content);
      return;
    }
    const switches = await readSyncSwitches(ports.configuration);
    if (!switches.accepts) {
      await ports.progress.wait(submissionId);
      return;
    }
    // Other parts may wait still, and only the sweep wakes them.
    if (submission.state !== 'waiting') await ports.progress.move(submission, 'applying');
    const outcomes = await applyContent(ports, { submission, open, content, deadline });
    await record.outcomes(submission, part, { outcomes, push: switches.pushes });
  };
}

interface Content {
  readonly submission: OpenSubmission;
  readonly open: readonly OpenSubmission[];
  readonly content: Part;
  readonly deadline: number;
}

async function applyContent(
  { chunks, profiles, now }: ApplyPorts,
  { submission, open, content, deadline }: Content,
): Promise<readonly ChangeOutcome[]> {
  const changes = await readPart(chunks, submission, content);
  const { kind, sequence, mode } = submission;
  if (kind === 'resync') return findActive(changes, profiles);
  const speakers = earlierSpeakers(open, sequence);
  return applyChanges(
    { changes, sequence, mode, earlierSpeakers: speakers, now, deadline },
    profiles,
  );
}
