import type { Outcome } from '../../shared/model/outcome';
import { personKey } from '../../shared/model/person-key';
import { SPOKEN_FIELDS, type PlannedDelivery, type PlannedPerson } from './planned-delivery';

/** What the store should hold of a person: the last accepted word about each field. */
export type Expected = Record<
  (typeof SPOKEN_FIELDS)[number] | 'userId' | 'extended',
  string | null
>;

/** An accepted delivery and what became of each of its entries, by index. */
export interface Spoken {
  readonly delivery: PlannedDelivery;
  readonly outcomes: ReadonlyMap<number, Outcome>;
}

const NOT_SAID: ReadonlySet<Outcome | undefined> = new Set(['rejected', 'failed']);

/**
 * The model of the store: a map of last words, spoken in the order of acceptance (promise 2). It knows nothing of
 * numbers, messages, workers, parts or rows. A change that was rejected or failed was never said.
 */
export function lastWords(all: readonly Spoken[]): ReadonlyMap<string, Expected> {
  const people = new Map<string, Expected>();
  for (const { delivery, outcomes } of all) {
    for (const [rowKey, entries] of entriesByPerson(delivery)) {
      const last = entries.at(-1);
      if (last === undefined || NOT_SAID.has(outcomes.get(last.index))) continue;
      const speaking = delivery.mode === 'replace' ? [last] : entries;
      for (const { person } of speaking) {
        people.set(rowKey, hear(people.get(rowKey), person, delivery.mode === 'replace'));
      }
    }
  }
  return people;
}

interface Entry {
  readonly index: number;
  readonly person: PlannedPerson;
}

function entriesByPerson({ people }: PlannedDelivery): ReadonlyMap<string, Entry[]> {
  const found = new Map<string, Entry[]>();
  for (const [index, person] of people.entries()) {
    if (person === null) continue;
    const { rowKey } = personKey(person.userId);
    found.set(rowKey, [...(found.get(rowKey) ?? []), { index, person }]);
  }
  return found;
}

const NOTHING: Expected = {
  userId: '',
  name: null,
  phone: null,
  mobile: null,
  audienceDepartment: null,
  extended: null,
};

function hear(known: Expected | undefined, said: PlannedPerson, replaces: boolean): Expected {
  const before = replaces || known === undefined ? NOTHING : known;
  const after = { ...before, userId: said.userId };
  for (const field of SPOKEN_FIELDS) {
    const value = said.fields[field];
    if (value !== undefined) after[field] = value;
  }
  if (said.extended !== undefined) after.extended = said.extended;
  return after;
}
