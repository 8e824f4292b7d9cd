import {
  PUSH_RANGE_SIZE,
  type OpenSubmission,
  type PartResult,
  type PushResult,
} from '../model/submission';
import type { ErrorDetails } from '../record/error-details';
import type { SubmissionFiles } from '../record/submission-files';
import type { SubmissionLedger } from '../record/submission-ledger';
import type { Results } from '../record/summarize-submission';
import type { PartName } from './apply-part';
import { pushRanges, type PushRange } from './push-range';

interface PartPushesPorts {
  readonly files: SubmissionFiles;
  readonly ledger: SubmissionLedger;
  readonly errors: ErrorDetails;
  readonly now: () => number;
}

/** Whom a part has to push, in ranges, and what became of them so far. */
export interface PartPushes {
  readonly ranges: readonly PushRange[];
  readonly results: Results;
}

/**
 * Reads whom a part has to push. The part's result says how many they are; where the outcomes, which name them, are
 * gone or say something else, the ranges without a final result fail here, so that the submission ends (promise 4).
 */
export async function readPartPushes(
  ports: PartPushesPorts,
  { id: submissionId, receivedAt: since }: Pick<OpenSubmission, 'id' | 'receivedAt'>,
  part: number,
): Promise<PartPushes> {
  const name = { submissionId, part };
  const results = await ports.ledger.results(name.submissionId);
  const applied = results.parts.find((one) => one.part === part && one.state === 'done');
  if (applied === undefined || applied.toPush === 0) return { ranges: [], results };
  const outcomes = (await ports.files.readOutcomes(name.submissionId, name.part)) ?? [];
  const ranges = pushRanges({ ...name, since }, outcomes);
  const people = ranges.reduce((sum, range) => sum + range.people.length, 0);
  if (people === applied.toPush) return { ranges, results };
  await failUnknown(ports, name, applied);
  return { ranges: [], results };
}

async function failUnknown(
  { errors, ledger, now }: PartPushesPorts,
  { submissionId, part }: PartName,
  { toPush }: PartResult,
): Promise<void> {
  await errors.record([
    {
      submissionId,
      occurredAt: new Date(now()).toISOString(),
      status: 'Error',
      stage: 'push',
      code: 'ChunkMissing',
      message: 'Whom this part has changed can no longer be read; who was not pushed yet is not.',
      part,
    },
  ]);
  const failed = Array.from({ length: Math.ceil(toPush / PUSH_RANGE_SIZE) }, (_, range) =>
    failedRange({ part, range, toPush }),
  );
  await ledger.recordPushes(submissionId, failed);
  await ledger.settlePushes(submissionId, failed);
}

/** One line tells of all, so one range counts it: the last, at every repetition. */
function failedRange({
  part,
  range,
  toPush,
}: Pick<PushResult, 'part' | 'range'> & { readonly toPush: number }): PushResult {
  const behind = toPush - range * PUSH_RANGE_SIZE;
  return {
    part,
    range,
    state: 'done',
    pushes: { failed: Math.min(PUSH_RANGE_SIZE, behind) },
    errors: behind <= PUSH_RANGE_SIZE ? 1 : 0,
  };
}
