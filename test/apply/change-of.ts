import type { RowNumbers, StoredProfile } from '../../shared/apply/profile-store';
import { mergeChange, type Merged } from '../../shared/apply/merge-change';
import { foldChanges, personWords } from '../../shared/apply/fold-changes';
import type { ExtendedWord, ChangeMode, ProfileChange } from '../../shared/model/profile-change';
import type { UserProfile } from '../../shared/model/user-profile';

/** What a delivery says about one person. */
export function changeOf(
  userId: string,
  fields: ProfileChange['fields'] = {},
  rest: { index?: number; extended?: readonly ExtendedWord[] } = {},
): ProfileChange {
  const { index = 0, extended = [] } = rest;
  return { index, userId, fields, extended };
}

/** An extended property of type String. */
export function textProperty(Key: string, Value: string): ExtendedWord {
  return { Key, Type: 1, Value };
}

export function clearedProperty(Key: string): ExtendedWord {
  return { Key, Type: 1, Value: null, cleared: true };
}

export interface Saying {
  readonly change: ProfileChange;
  readonly sequence: number;
  readonly mode?: ChangeMode;
  /** Numbers of older submissions that are still open and may speak of this person. */
  readonly open?: readonly number[];
}

/** Merges one change into a row, as a submission with that number does. */
export function say(stored: StoredProfile | undefined, saying: Saying): Merged {
  const { change, sequence, mode = 'merge', open = [] } = saying;
  const [person] = foldChanges([change]);
  return mergeChange({
    stored,
    words: personWords(person!, mode),
    mode,
    sequence,
    now: new Date(sequence).toISOString(),
    mayBeSpokenOfSince: (after) => open.some((other) => other > after && other < sequence),
  });
}

/** The row after a merge. */
export function rowAfter(stored: StoredProfile | undefined, merged: Merged): StoredProfile {
  const row = merged.row ?? stored;
  return { profile: row!.profile, numbers: row!.numbers, etag: '1' };
}

/** The row that is left when these submissions have spoken, in this order. */
export function rowOf(...sayings: readonly Saying[]): StoredProfile {
  let row: StoredProfile | undefined;
  for (const saying of sayings) row = rowAfter(row, say(row, saying));
  return row!;
}

export function storedProfile(profile: Partial<UserProfile>, numbers: RowNumbers): StoredProfile {
  return {
    profile: {
      userId: 'anna',
      fields: {},
      extended: [],
      lifecycle: 'active',
      synchronized: false,
      updatedAt: new Date(0).toISOString(),
      ...profile,
    },
    numbers,
    etag: '1',
  };
}
