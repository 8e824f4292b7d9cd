import type { OutcomeCounts, PushCounts } from './outcome';
import type { SyncErrorCode } from './sync-error';
import type { ChangeMode } from './profile-change';

/** How a submission came about; a `resync` says nothing about anybody, and has everybody compared with the tenant. */
export type SubmissionKind = 'batch' | 'file' | 'upload' | 'pull' | 'fullSet' | 'resync';

/** Where a submission stands (design §2). Every state but `pushing` and the ended ones is open (K2). */
export const SUBMISSION_STATES = [
  'receiving',
  'queued',
  'waiting',
  'applying',
  'awaitingApproval',
  'pushing',
  'completed',
  'completedWithErrors',
  'failed',
  'rejected',
  'superseded',
] as const;

export type SubmissionState = (typeof SUBMISSION_STATES)[number];

/**
 * A run of lines of one of the submission's blobs, named by a queue message (K3).
 * `changes`: NDJSON of `ProfileChange`, whole slices, so that all words about one person lie in one part.
 * `rejections`: NDJSON of `Rejection`, the people refused at intake, still to be recorded.
 */
export interface Part {
  readonly kind: 'changes' | 'rejections';
  /** First byte in the blob. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** Changes received in it, or people rejected in it; warnings do not count. */
  readonly count: number;
}

/** A person (or a warning about one) that intake noticed; a warning leaves the person accepted. */
export interface Rejection {
  readonly index: number;
  readonly code: SyncErrorCode;
  readonly message: string;
  readonly userId?: string;
  readonly upn?: string;
  readonly field?: string;
  readonly warning?: true;
}

/** A delivery that is about to be accepted: its blobs are stored, nobody has heard of it yet. */
export interface NewSubmission {
  readonly id: string;
  readonly kind: SubmissionKind;
  readonly mode: ChangeMode;
  /** The caller's application id; of a resync that nobody asked for, the product's own name. */
  readonly caller: string;
  /** Milliseconds since the epoch; orders nothing. */
  readonly receivedAt: number;
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly parts: readonly Part[];
  /** ETag of the blob of changes: a blob changed after acceptance is noticed (threat T9). */
  readonly chunkEtag: string;
  /** First four bytes of the hash of each person, or `everybody` when there are too many (K1). */
  readonly people: Uint32Array | 'everybody';
}

/** A submission in the ledger: accepted and not ended. */
export interface OpenSubmission extends NewSubmission {
  /** Its place in the order of acceptance. */
  readonly sequence: number;
  readonly state: SubmissionState;
  /**
   * When its parts were last put on the queue, or, once one of them waits, when that wait ends; milliseconds since the
   * epoch.
   */
  readonly lastSentAt: number;
  /** Parts that wait for a bulk import without a message of their own; the end of an import sends one. */
  readonly asleep: readonly number[];
  /** Parts that wait for long on the queue: a message that is late then is sent once more. */
  readonly paused: readonly PausedPart[];
  /** Version of the ledger row, for compare-and-set. */
  readonly etag: string;
}

/** A part whose message becomes visible at that time; milliseconds since the epoch. */
export interface PausedPart {
  readonly part: number;
  readonly until: number;
}

/** What became of one part. The first result wins (K7). `dying`: the undertaker has taken over (K8). */
export interface PartResult {
  readonly part: number;
  readonly state: 'done' | 'dying';
  readonly outcomes: OutcomeCounts;
  /** People to push. Their results stand in ranges of `PUSH_RANGE_SIZE`. */
  readonly toPush: number;
  /** Lines of `TogoUPErrorDetail` that it recorded. */
  readonly errors: number;
  /** For `dying`: when the undertaker may go on; milliseconds since the epoch. */
  readonly dueAt?: number;
  /** For `dying`: nobody starts to write a profile for this part any more; from `dueAt` on nobody is still at it (K8). */
  readonly sealed?: true;
}

/** What became of one range of a part's people to push. */
export interface PushResult {
  readonly part: number;
  /** From 0. */
  readonly range: number;
  readonly state: 'done' | 'dying';
  readonly pushes: PushCounts;
  /** Lines of `TogoUPErrorDetail` that it recorded. */
  readonly errors: number;
  readonly dueAt?: number;
}

/** People who share one result: another number would count those of open submissions anew. */
export const PUSH_RANGE_SIZE = 100;

/** One submission as it is listed, newest first, for administrators and for its caller; it stays after the end. */
export interface SubmissionSummary {
  readonly id: string;
  readonly kind: SubmissionKind;
  readonly caller: string;
  readonly state: SubmissionState;
  readonly sequence: number;
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly outcomes: OutcomeCounts;
  readonly pushes: PushCounts & { readonly pending?: number };
  readonly errorCount: number;
  readonly receivedAt: number;
  readonly completedAt?: number;
  /** While it is `pushing`: when its people are looked at next, if that is yet to come; milliseconds since the epoch. */
  readonly waitingUntil?: number;
}

const OPEN_FOR_APPLY: ReadonlySet<SubmissionState> = new Set([
  'receiving',
  'queued',
  'waiting',
  'applying',
  'awaitingApproval',
]);

/** Whether the submission may still write to the store, so younger ones must leave their number (K2, K5). */
export function mayStillApply(state: SubmissionState): boolean {
  return OPEN_FOR_APPLY.has(state);
}
