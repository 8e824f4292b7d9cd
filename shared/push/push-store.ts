import type { PersonKey } from '../model/person-key';
import type { PushError } from './push-error';

/** Who a person is in the tenant, and from which addresses that was found out. */
export interface ResolvedIdentity {
  readonly objectId: string;
  readonly userPrincipalName: string;
  /** Entra takes this person's attributes from an on-premises directory and refuses ours. */
  readonly onPremisesSync: boolean;
  /** Hash of the addresses that it was resolved from; another hash, or none, means: resolve again. */
  readonly resolvedFrom: string;
}

/** What the tenant has said no to: for whoever asked before that, it is the answer, and costs no second call. */
export interface RecordedRefusal extends Omit<PushError, 'warning'> {
  /** When it was said; milliseconds since the epoch. */
  readonly at: number;
  /** Hash of the value that was refused, `hashOf`; another value is another question. */
  readonly of: string;
}

/** In the place of a destination in `PushRecord.refusals`: nobody in the tenant has the person's addresses. */
export const WHOLE_PERSON = 'person';

/**
 * What the tenant was last sent of one person (K9). Apply never touches it.
 * Properties are named by destination: `entra:jobTitle`, `sharePoint:CellPhone`, `extended:CostCenter`.
 */
export interface PushRecord {
  readonly userId: string;
  readonly identity?: ResolvedIdentity;
  /** By destination, the hash of the value that stands in the tenant unless the destination is in doubt. */
  readonly sent: Readonly<Record<string, string>>;
  /**
   * By destination, the mark of the round that may have sent something else. Only the round whose mark still
   * stands takes it away, so that one that has lost its lane cannot call certain what another has changed since.
   */
  readonly doubts: Readonly<Record<string, string>>;
  /** By destination, or {@link WHOLE_PERSON}, what was refused last. */
  readonly refusals: Readonly<Record<string, RecordedRefusal>>;
  /** Other people, by userId, who resolve to the same object id; while there are any, nobody is pushed. */
  readonly sharedWith: readonly string[];
  /** Milliseconds since the epoch: there is an entry in the retry index. */
  readonly nextTryAt?: number;
  /** Milliseconds since the epoch: since when something of this person could not be pushed. */
  readonly failedSince?: number;
  /** The submissions that something was last sent for, newest first: outcomes are read off it (K6). */
  readonly pushedFor: readonly string[];
}

export interface StoredPush {
  readonly record: PushRecord;
  readonly etag: string;
}

/** A row to write: inserted when `etag` is absent, else replaced if it still has that version. */
export interface PushWrite {
  readonly key: PersonKey;
  readonly record: PushRecord;
  readonly etag?: string;
}

/** Table `Pushes`, partitions and rows as in `UserProfiles`. */
export interface PushStore {
  /** What is stored of these people, by row key. */
  read(keys: readonly PersonKey[]): Promise<ReadonlyMap<string, StoredPush>>;
  /**
   * Writes up to a hundred rows, each person once, in one transaction a bucket. Returns the new versions by row key;
   * a row that is missing there was written by somebody else in between, and is as they left it.
   */
  write(writes: readonly PushWrite[]): Promise<ReadonlyMap<string, string>>;
}

/** A person of whom nothing was sent yet. */
export function newPushRecord(userId: string): PushRecord {
  return { userId, sent: {}, doubts: {}, refusals: {}, sharedWith: [], pushedFor: [] };
}
