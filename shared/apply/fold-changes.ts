import { personKey, type PersonKey } from '../model/person-key';
import type { ChangeMode, ProfileChange } from '../model/profile-change';
import { changeWords, type WordValue } from './row-words';

/** All that one submission says about one person (K3). */
export interface PersonChange {
  readonly key: PersonKey;
  /** The entry that counts: the last one about this person (row S11). */
  readonly last: ProfileChange;
  /** The entries before it, to be folded into it in their order. */
  readonly earlier: readonly ProfileChange[];
}

/** Groups the changes of a part by person, in the order of the delivery. */
export function foldChanges(changes: readonly ProfileChange[]): PersonChange[] {
  const people = new Map<
    string,
    { key: PersonKey; last: ProfileChange; earlier: ProfileChange[] }
  >();
  for (const change of [...changes].sort((a, b) => a.index - b.index)) {
    const key = personKey(change.userId);
    const person = people.get(key.rowKey);
    if (person === undefined) people.set(key.rowKey, { key, last: change, earlier: [] });
    else {
      person.earlier.push(person.last);
      person.last = change;
    }
  }
  return [...people.values()];
}

/**
 * What the entries say together; under `replace` only the last one speaks. Made for one person at a time, because
 * words take several times the memory of the entries.
 */
export function personWords(
  { earlier, last }: PersonChange,
  mode: ChangeMode,
): Map<string, WordValue> {
  if (mode === 'replace') return changeWords(last);
  const words = new Map<string, WordValue>();
  for (const entry of [...earlier, last]) {
    for (const [word, value] of changeWords(entry)) words.set(word, value);
  }
  return words;
}
