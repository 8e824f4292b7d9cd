import type { Outcome } from '../model/outcome';
import type { ChangeMode } from '../model/profile-change';
import type { UserProfile } from '../model/user-profile';
import type { RowNumbers, StoredProfile } from './profile-store';
import {
  readRowWords,
  sameValue,
  toNumbers,
  toProfile,
  withSilentClears,
  type RowWords,
  type WordValue,
} from './row-words';

/** What one submission says about one person, to be merged into what is stored. */
export interface Merge {
  readonly stored: StoredProfile | undefined;
  readonly words: Map<string, WordValue>;
  readonly mode: ChangeMode;
  readonly sequence: number;
  /** ISO 8601, UTC: becomes `updatedAt` when a value changes. */
  readonly now: string;
  /**
   * Whether an open submission numbered between `after` and mine may speak of this person: then an unchanged value
   * must still take my number, or that older word would win later (K5).
   */
  readonly mayBeSpokenOfSince: (after: number) => boolean;
}

export interface Merged {
  readonly outcome: Outcome;
  /** The row to write; absent when what is stored stays as it is. */
  readonly row?: { readonly profile: UserProfile; readonly numbers: RowNumbers };
  /** Whether my number stands on the row, now or after writing: then the person is pushed (K6). */
  readonly stands: boolean;
}

/** The rows of a bucket are merged one by one: pure, commutative over submissions, and idempotent (promise 2). */
export function mergeChange(merge: Merge): Merged {
  const { stored } = merge;
  return stored === undefined ? insertRow(merge) : updateRow(merge, stored);
}

function insertRow({ words, mode, sequence, now }: Merge): Merged {
  const row: RowWords = { heard: new Map(), floor: mode === 'replace' ? sequence : 0 };
  for (const [word, value] of words) row.heard.set(word, { value, number: sequence });
  const profile = toProfile(row, { synchronized: false, updatedAt: now });
  return { outcome: 'created', row: { profile, numbers: toNumbers(row, sequence) }, stands: true };
}

function updateRow(merge: Merge, stored: StoredProfile): Merged {
  const row = readRowWords(stored);
  const winning = winningWords(merge, row);
  const changed = winning.some(({ word, value }) => !sameValue(valueOf(row, word), value));
  if (!changed && !mustLeaveNumber(merge, row, winning)) return standing(merge, stored);
  const wasDeleted = valueOf(row, 'lifecycle') === 'deleted';
  for (const { word, value } of winning) row.heard.set(word, { value, number: merge.sequence });
  if (merge.mode === 'replace') row.floor = Math.max(row.floor, merge.sequence);
  const { synchronized, updatedAt } = stored.profile;
  const profile = toProfile(row, { synchronized, updatedAt: changed ? merge.now : updatedAt });
  const reactivated = wasDeleted && profile.lifecycle === 'active';
  return {
    outcome: reactivated ? 'reactivated' : changed ? 'updated' : 'unchanged',
    row: { profile, numbers: toNumbers(row, stored.numbers.createdBy) },
    stands: true,
  };
}

interface WinningWord {
  readonly word: string;
  readonly value: WordValue;
  /** The number that it takes the place of. */
  readonly over: number;
}

/** The words whose number is higher than what the row has heard (K5). */
function winningWords({ words, mode, sequence }: Merge, row: RowWords): WinningWord[] {
  const winning: WinningWord[] = [];
  for (const [word, said] of withSilentClears(words, row, mode)) {
    const over = row.heard.get(word)?.number ?? row.floor;
    if (sequence > over) winning.push({ word, value: presence(word, said, row), over });
  }
  return winning;
}

/** An upsert says that a person is present; that does not unlock whom a full set locked. */
function presence(word: string, said: WordValue, row: RowWords): WordValue {
  return word === 'lifecycle' && valueOf(row, word) === 'locked' ? 'locked' : said;
}

function mustLeaveNumber(merge: Merge, row: RowWords, winning: readonly WinningWord[]): boolean {
  const numbers = winning.map(({ over }) => over);
  if (merge.mode === 'replace' && merge.sequence > row.floor) numbers.push(row.floor);
  return numbers.length > 0 && merge.mayBeSpokenOfSince(Math.min(...numbers));
}

/** Nothing to write: what became of the change is read off the row, as after a crash (K6). */
function standing({ sequence }: Merge, { numbers }: StoredProfile): Merged {
  const stands =
    numbers.base === sequence ||
    numbers.floor === sequence ||
    Object.values(numbers.exceptions).includes(sequence);
  if (numbers.createdBy === sequence) return { outcome: 'created', stands };
  return { outcome: stands ? 'updated' : 'unchanged', stands };
}

function valueOf(row: RowWords, word: string): WordValue {
  return row.heard.get(word)?.value ?? null;
}
