import type { Collected, ImportRow } from './collect-import';
import { buildImportFile, withoutProperties, type ImportFile } from './import-file';
import type { ImportedPerson } from './import-store';
import { propertyOf } from './import-verdict';

/** The people of an import while they are being gathered, one a person of the tenant. */
export class ImportGathering {
  readonly #people = new Map<string, ImportedPerson>();
  readonly #rows = new Map<string, ImportRow>();
  #values = 0;

  /** How many values have been gathered. */
  get values(): number {
    return this.#values;
  }

  get people(): readonly ImportedPerson[] {
    return [...this.#people.values()];
  }

  get rows(): readonly ImportRow[] {
    return [...this.#rows.values()];
  }

  /** Of two rows about one person the last counts; both submissions wait for it. */
  add({ people, rows }: Collected): void {
    for (const person of people) {
      const known = this.#people.get(person.objectId);
      const submissions = new Set([...(known?.submissions ?? []), ...person.submissions]);
      this.#people.set(person.objectId, { ...person, submissions: [...submissions] });
    }
    for (const row of rows) {
      this.#values += countValues(row) - countValues(this.#rows.get(row.objectId));
      this.#rows.set(row.objectId, row);
    }
  }
}

/** An import that can be queued: its file and who is in it. */
export interface ReadyImport {
  readonly file: ImportFile;
  readonly people: readonly ImportedPerson[];
}

/** The file without some properties, and the people with the words that are in it. */
export function makeImport({ people, rows }: Collected, leftOut: ReadonlySet<string>): ReadyImport {
  const file = buildImportFile(withoutProperties(rows, leftOut));
  const inFile = people.filter(({ objectId }) => file.objectIds.has(objectId));
  return { file, people: inFile.map((person) => onlyWords(person, (name) => !leftOut.has(name))) };
}

/** The people who have a word of one of these properties, with those words alone. */
export function peopleWith(
  people: readonly ImportedPerson[],
  properties: ReadonlySet<string>,
): ImportedPerson[] {
  return people
    .map((person) => onlyWords(person, (name) => properties.has(name)))
    .filter(({ words }) => Object.keys(words).length > 0);
}

function onlyWords(
  person: ImportedPerson,
  isWanted: (property: string) => boolean,
): ImportedPerson {
  const words = Object.entries(person.words).filter(([id]) => isWanted(propertyOf(id)));
  return { ...person, words: Object.fromEntries(words) };
}

function countValues(row: ImportRow | undefined): number {
  return row === undefined ? 0 : Object.keys(row.values).length;
}
