import type { NewSubmission, OpenSubmission, PartResult, PushResult } from '../model/submission';
import type { ReportNotes } from './report-notes';

/** A remembered `Idempotency-Key` (design §9), under the hash of caller, door and key. */
export interface IdempotencyRecord {
  readonly keyHash: string;
  /** Hash of the JSON or of the file's own bytes, and of the options that change its meaning. */
  readonly bodyHash: string;
  readonly submissionId: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What may change in the row of an open submission. */
export type LedgerChange = Partial<
  Pick<OpenSubmission, 'state' | 'lastSentAt' | 'asleep' | 'paused'>
>;

/** What happened to an attempt to accept. */
export type Acceptance =
  | { readonly kind: 'accepted'; readonly submission: OpenSubmission }
  | { readonly kind: 'known'; readonly record: IdempotencyRecord };

/** The blobs of an ended submission, or of an abandoned delivery, to be deleted when their time has come (K2). */
export interface EndedSubmission {
  readonly submissionId: string;
  readonly deleteAt: number;
}

/**
 * The truth about what is in flight: partition `ledger` and the results of parts (K1, K2, K7).
 * All changes are compare-and-set; nothing is ever incremented. A failed call throws.
 */
export interface SubmissionLedger extends ReportNotes {
  /**
   * All open submissions, oldest number first. `withPeople: false` leaves their people out (`everybody`), for who only
   * counts or lists; those of submissions that are only `pushing` are always left out, for nobody asks for them (K5).
   */
  readOpen(options: { withPeople: boolean }): Promise<readonly OpenSubmission[]>;

  /** One open submission; undefined when it has ended or was never accepted. */
  find(submissionId: string): Promise<OpenSubmission | undefined>;

  findKey(keyHash: string): Promise<IdempotencyRecord | undefined>;

  /**
   * Says that blobs of a delivery are about to be stored, before the first of them is: they hold people, and must be
   * found if the delivery is never accepted (K2). `at`: milliseconds since the epoch.
   */
  announce(submissionId: string, at: number): Promise<void>;

  /**
   * Accepts in one transaction: takes the next number, max(last + 1, now), turns the announcement into the open
   * submission and takes the key (K1). Repeats itself against other acceptances; asked twice for the same submission,
   * it answers the same. `known`: another delivery holds the key, and this one has had no effect.
   *
   * @throws SyncError `StorageUnavailable`, without effect, when the delivery is not announced any more
   */
  accept(submission: NewSubmission, key?: IdempotencyRecord): Promise<Acceptance>;

  /** Sets state, the time of last sending, or which parts wait, if nobody else did since; tells whether it did. */
  update(submission: OpenSubmission, change: LedgerChange): Promise<boolean>;

  /** Forgets an announcement, after its blobs are gone or because none was stored. */
  forgetAnnounced(submissionId: string): Promise<void>;

  /** Ids of deliveries that were announced before this time, and neither accepted nor forgotten. */
  abandoned(before: number): Promise<readonly string[]>;

  /**
   * Removes the announcement and notes when its blobs may go; from then on the delivery cannot be accepted. Changes
   * nothing when it was accepted or forgotten before.
   */
  abandon(submissionId: string, deleteAt: number): Promise<void>;

  /**
   * Removes the open row and notes when its blobs may go and, with `report`, that the error file is to tell of it; all
   * in one transaction. Ending twice changes nothing.
   */
  end(submissionId: string, deleteAt: number, options: { readonly report: boolean }): Promise<void>;

  /** Inserts the result of a part; false when one stands already (the first wins, K7). */
  recordPart(submissionId: string, result: PartResult): Promise<boolean>;

  /** Turns a `dying` result into the final one, or into a sealed one; false when it is no longer dying. */
  settlePart(submissionId: string, result: PartResult): Promise<boolean>;

  /** Inserts results of ranges that have none yet; those that have one keep it. */
  recordPushes(submissionId: string, results: readonly PushResult[]): Promise<void>;

  /** Turns `dying` results of ranges into final ones. */
  settlePushes(submissionId: string, results: readonly PushResult[]): Promise<void>;

  /** All results so far, in order of part and range. */
  results(
    submissionId: string,
  ): Promise<{ readonly parts: readonly PartResult[]; readonly pushes: readonly PushResult[] }>;

  /** Ended submissions whose blobs may be deleted at this time. */
  deletable(now: number): Promise<readonly EndedSubmission[]>;

  /** Forgets an ended submission's note, after its blobs are gone. */
  forgetEnded(ended: EndedSubmission): Promise<void>;

  /** Removes idempotency keys that have expired. */
  forgetKeys(now: number): Promise<void>;
}
