import { personKey, type PersonKey } from '../model/person-key';
import type { ChangeMode, ProfileChange } from '../model/profile-change';
import { changeWords, type WordValue } from './row-words';

/** All that one submission says about one person, folded in the order of the delivery (K3). */
export interface PersonChange {
  readonly key: PersonKey;
  readonly words: Map<string, WordValue>;
  /** The entry that counts: the last one about this person (row S11). */
  readonly last: ProfileChange;
  /** The entries before it, folded into it. */
  readonly earlier: readonly ProfileChange[];
}

/** Groups the changes of a part by person; under `replace` only the last entry about a person speaks. */
export function foldChanges(changes: readonly ProfileChange[], mode: ChangeMode): PersonChange[] {
  const people = new Map<string, ProfileChange[]>();
  const keys = new Map<string, PersonKey>();
  for (const change of [...changes].sort((a, b) => a.index - b.index)) {
    const key = personKey(change.userId);
    keys.set(key.rowKey, key);
    const entries = people.get(key.rowKey);
    if (entries === undefined) people.set(key.rowKey, [change]);
    else entries.push(change);
  }
  return [...keys.values()].map((key) => foldPerson(key, people.get(key.rowKey) ?? [], mode));
}

function foldPerson(
  key: PersonKey,
  entries: readonly ProfileChange[],
  mode: ChangeMode,
): PersonChange {
  const last = entries[entries.length - 1];
  if (last === undefined) throw new TypeError('A person without entries cannot be folded.');
  const speaking = mode === 'replace' ? [last] : entries;
  const words = new Map<string, WordValue>();
  for (const entry of speaking) {
    for (const [word, value] of changeWords(entry)) words.set(word, value);
  }
  return { key, words, last, earlier: entries.slice(0, -1) };
}
