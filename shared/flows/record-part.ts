import type { Configuration } from '../configuration/configuration';
import type { ChunkStore } from '../intake/chunk-store';
import type { ErrorDetail } from '../model/error-detail';
import { countNames, UNKNOWN_INDEX, type ChangeOutcome } from '../model/outcome';
import type { OpenSubmission, Part, PartResult, Rejection } from '../model/submission';
import type { WorkQueue } from '../model/work-queue';
import type { OwedResync } from '../push/owed-resync';
import { errorDetailKey } from '../record/error-detail-key';
import type { ErrorDetails } from '../record/error-details';
import type { SubmissionFiles } from '../record/submission-files';
import type { SubmissionLedger } from '../record/submission-ledger';
import type { SubmissionProgress } from '../record/submission-progress';
import { readKeepDays } from './keep-days';

export interface PartRecorderPorts {
  readonly ledger: SubmissionLedger;
  readonly progress: SubmissionProgress;
  readonly chunks: ChunkStore;
  readonly files: SubmissionFiles;
  readonly errors: ErrorDetails;
  readonly pushes: WorkQueue;
  readonly owed: OwedResync;
  readonly configuration: Configuration;
  readonly now: () => number;
}

/** Records what became of a part: outcomes, error rows, the result, and what follows from it (K7). */
export interface PartRecorder {
  /**
   * Records outcomes, unless some stand already. `push: false`: pushing is off, and where somebody has changed, a resync
   * is owed (row S6).
   */
  outcomes(
    submission: OpenSubmission,
    part: number,
    what: { outcomes: readonly ChangeOutcome[]; push: boolean },
  ): Promise<void>;
  /** Records the people whom intake refused, and its warnings. */
  rejections(submission: OpenSubmission, part: number, content: Part): Promise<void>;
  /** Does again what follows from a result, for a message that comes after it. */
  resume(submission: OpenSubmission, result: PartResult): Promise<void>;
}

export function createPartRecorder(ports: PartRecorderPorts): PartRecorder {
  const resume: PartRecorder['resume'] = (submission, result) =>
    followUp(ports, submission, result);
  return {
    resume,
    async outcomes(submission, part, { outcomes, push }) {
      const standing = await ports.files.saveOutcomes(submission.id, part, outcomes);
      const details = distinct(
        standing.flatMap((outcome) =>
          toErrorDetail(ports, { submissionId: submission.id, part }, outcome),
        ),
      );
      await ports.errors.record(details);
      const result: PartResult = {
        part,
        state: 'done',
        outcomes: countNames(standing.map(({ outcome }) => outcome)),
        toPush: await countToPush(ports, { outcomes: standing, push }),
        errors: details.length,
      };
      await store(ports, submission.id, result);
      await resume(submission, result);
    },
    async rejections(submission, part, content) {
      const rejections = await ports.chunks.readRejections(submission.id, content);
      await ports.files.saveOutcomes(submission.id, part, toOutcomes(rejections));
      const details = distinct(rejections.map((one) => rejectionDetail(ports, submission.id, one)));
      await ports.errors.record(details);
      const result: PartResult = {
        part,
        state: 'done',
        outcomes: content.count === 0 ? {} : { rejected: content.count },
        toPush: 0,
        errors: details.length,
      };
      await store(ports, submission.id, result);
      await resume(submission, result);
    },
  };
}

/**
 * People whom the tenant must hear of. While pushing is off they are nobody, and a resync is owed instead; that is noted
 * before the result, because once that stands nobody comes by here again.
 */
async function countToPush(
  { owed }: PartRecorderPorts,
  { outcomes, push }: { readonly outcomes: readonly ChangeOutcome[]; readonly push: boolean },
): Promise<number> {
  const changed = outcomes.filter((outcome) => outcome.push === true).length;
  if (push || changed === 0) return changed;
  await owed.note();
  return 0;
}

/** What is one line in the table counts once. */
function distinct(details: readonly ErrorDetail[]): ErrorDetail[] {
  return [...new Map(details.map((detail) => [errorDetailKey(detail).rowKey, detail])).values()];
}

/** The first final result wins; it takes the place of a `dying` one (K7, K8). */
async function store(
  { ledger }: PartRecorderPorts,
  submissionId: string,
  result: PartResult,
): Promise<void> {
  const isFirst = await ledger.recordPart(submissionId, result);
  if (!isFirst) await ledger.settlePart(submissionId, result);
}

async function followUp(
  { pushes, progress, configuration }: PartRecorderPorts,
  { id }: OpenSubmission,
  { part, toPush }: PartResult,
): Promise<void> {
  if (toPush > 0) await pushes.send({ version: 1, submissionId: id, part });
  await progress.finish(id, await readKeepDays(configuration));
}

function toOutcomes(rejections: readonly Rejection[]): ChangeOutcome[] {
  return rejections
    .filter(({ warning }) => warning !== true)
    .map(({ index, userId, code, message }) => ({
      index,
      userId: userId ?? '',
      outcome: 'rejected',
      code,
      message,
    }));
}

function toErrorDetail(
  { now }: PartRecorderPorts,
  { submissionId, part }: { readonly submissionId: string; readonly part: number },
  { index, userId, outcome, code, message }: ChangeOutcome,
): ErrorDetail[] {
  if (outcome !== 'rejected' && outcome !== 'failed') return [];
  return [
    {
      submissionId,
      occurredAt: new Date(now()).toISOString(),
      status: 'Error',
      stage: 'apply',
      target: 'store',
      code: code ?? 'Internal',
      message: message ?? '',
      ...(index === UNKNOWN_INDEX ? { part } : { index, userId }),
    },
  ];
}

function rejectionDetail(
  { now }: PartRecorderPorts,
  submissionId: string,
  { index, code, message, userId, upn, field, warning }: Rejection,
): ErrorDetail {
  return {
    submissionId,
    occurredAt: new Date(now()).toISOString(),
    status: warning === true ? 'Warning' : 'Error',
    stage: 'intake',
    code,
    message,
    index,
    ...(userId === undefined ? {} : { userId }),
    ...(upn === undefined ? {} : { upn }),
    ...(field === undefined ? {} : { property: field }),
  };
}
