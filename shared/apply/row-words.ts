import type { ExtendedProperty } from '../model/extended-property';
import type { ChangeMode, ProfileChange } from '../model/profile-change';
import { PROFILE_FIELDS, type ProfileField, type UserProfile } from '../model/user-profile';
import type { RowNumbers, StoredProfile } from './profile-store';

/** What a word says; `null` clears. Values are compared as they stand, extended ones with their type. */
export type WordValue = string | ExtendedProperty | null;

/** A word that a row has heard: its value and the number it was said under (K4). */
interface HeardWord {
  readonly value: WordValue;
  readonly number: number;
}

/** All that a row knows, word by word: a last-writer-wins map (design §4, promise 2). */
export interface RowWords {
  readonly heard: Map<string, HeardWord>;
  /** The number of every word that was never heard. */
  floor: number;
}

const EXTENDED = 'x:';

/** The words of one change. An upsert also says that the person is present (K4). */
export function changeWords(change: ProfileChange): Map<string, WordValue> {
  const words = new Map<string, WordValue>([
    ['userId', change.userId],
    ['lifecycle', 'active'],
  ]);
  for (const field of PROFILE_FIELDS) {
    const value = change.fields[field];
    if (value !== undefined) words.set(field, value);
  }
  for (const { Key, Type, Value, cleared } of change.extended) {
    words.set(EXTENDED + Key, cleared === true ? null : { Key, Type, Value });
  }
  return words;
}

/** Spreads a stored row out into its words. */
export function readRowWords({ profile, numbers }: StoredProfile): RowWords {
  const heard = new Map<string, HeardWord>();
  const numberOf = (word: string): number => numbers.exceptions[word] ?? numbers.base;
  for (const [word, value] of profileValues(profile)) {
    heard.set(word, { value, number: numberOf(word) });
  }
  for (const [word, number] of Object.entries(numbers.exceptions)) {
    if (!heard.has(word)) heard.set(word, { value: null, number });
  }
  return { heard, floor: numbers.floor };
}

/** The profile that the words make up. */
export function toProfile(
  words: RowWords,
  rest: Pick<UserProfile, 'synchronized' | 'updatedAt'>,
): UserProfile {
  const fields: Partial<Record<ProfileField, string>> = {};
  for (const field of PROFILE_FIELDS) {
    const value = textOf(words, field);
    if (value !== undefined) fields[field] = value;
  }
  const extended: ExtendedProperty[] = [];
  for (const { value } of words.heard.values()) {
    if (value !== null && typeof value === 'object') extended.push(value);
  }
  const lifecycle = textOf(words, 'lifecycle') as UserProfile['lifecycle'] | undefined;
  return {
    userId: textOf(words, 'userId') ?? '',
    fields,
    extended,
    lifecycle: lifecycle ?? 'active',
    ...rest,
  };
}

/** The numbers of the words, compactly: the most frequent one as base, the others as exceptions. */
export function toNumbers(words: RowWords, createdBy: number): RowNumbers {
  const base = mostFrequentNumber(words);
  const exceptions: Record<string, number> = {};
  for (const [word, { value, number }] of words.heard) {
    const implied = value === null ? words.floor : base;
    if (number !== implied) exceptions[word] = number;
  }
  return { base, exceptions, floor: words.floor, createdBy };
}

/** Whether two values are the same, so that nothing needs to be written. */
export function sameValue(one: WordValue, other: WordValue): boolean {
  if (one === null || other === null || typeof one === 'string' || typeof other === 'string') {
    return one === other;
  }
  return one.Type === other.Type && one.Value === other.Value;
}

/** In `replace` mode a change also says `null` about every word that the row knows and the change does not mention. */
export function withSilentClears(
  said: Map<string, WordValue>,
  row: RowWords,
  mode: ChangeMode,
): Map<string, WordValue> {
  if (mode === 'merge') return said;
  const all = new Map(said);
  for (const word of row.heard.keys()) {
    if (!all.has(word)) all.set(word, null);
  }
  return all;
}

function* profileValues(profile: UserProfile): Generator<[string, WordValue]> {
  yield ['userId', profile.userId];
  yield ['lifecycle', profile.lifecycle];
  for (const field of PROFILE_FIELDS) {
    const value = profile.fields[field];
    if (value !== undefined) yield [field, value];
  }
  for (const property of profile.extended) yield [EXTENDED + property.Key, property];
}

function textOf(words: RowWords, word: string): string | undefined {
  const value = words.heard.get(word)?.value;
  return typeof value === 'string' ? value : undefined;
}

function mostFrequentNumber(words: RowWords): number {
  const counts = new Map<number, number>();
  let base = 0;
  for (const { value, number } of words.heard.values()) {
    if (value === null) continue;
    const count = (counts.get(number) ?? 0) + 1;
    counts.set(number, count);
    if (count >= (counts.get(base) ?? 0)) base = number;
  }
  return base;
}
