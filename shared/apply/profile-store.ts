import type { PersonKey } from '../model/person-key';
import type { UserProfile } from '../model/user-profile';

/**
 * Which number each word of a row was said under (K4), compactly: one number for most fields, exceptions beside it.
 * A field without a value and without an exception was never heard of: its number is the floor.
 */
export interface RowNumbers {
  readonly base: number;
  /** By word: a profile field, `x:` and the key of an extended property, or `lifecycle`. */
  readonly exceptions: Readonly<Record<string, number>>;
  /** Raised by `replace`: older words lose. */
  readonly floor: number;
  /** Number of the submission that inserted the row (K6). */
  readonly createdBy: number;
}

export interface StoredProfile {
  readonly profile: UserProfile;
  readonly numbers: RowNumbers;
  readonly etag: string;
  /** Columns that the product does not know, an administrator's or a newer version's. */
  readonly others?: OtherColumns;
}

export type OtherColumns = Readonly<Record<string, unknown>>;

/** A row to write: inserted when `etag` is absent, else replaced if it still has that version. Never a blind upsert (K5). */
export interface ProfileWrite {
  readonly key: PersonKey;
  readonly profile: UserProfile;
  readonly numbers: RowNumbers;
  readonly etag?: string;
  /** Those of the row that it takes the place of, which stay as they are. */
  readonly others?: OtherColumns;
}

/** A transaction is all or nothing; `conflict` names the row that another writer was faster with. */
export type WriteResult =
  | { readonly kind: 'written' }
  | { readonly kind: 'conflict'; readonly index: number }
  /** The service refuses this row for what it is, for good. */
  | { readonly kind: 'refused'; readonly index: number };

/** Table `UserProfiles`. */
export interface ProfileStore {
  /** What is stored of these people, by row key, in as few requests as possible. */
  read(keys: readonly PersonKey[]): Promise<ReadonlyMap<string, StoredProfile>>;
  /** Writes at most `MAX_TRANSACTION_SIZE` rows of one bucket, each person once. */
  write(writes: readonly ProfileWrite[]): Promise<WriteResult>;
}

/** Entities in an entity-group transaction. */
export const MAX_TRANSACTION_SIZE = 100;
