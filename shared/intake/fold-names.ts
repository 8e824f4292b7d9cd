import { accept, refuse, type Verdict } from './fault';

/** Finds the document's spelling of a member's name, in any case; undefined for a name it does not know. */
export type FindName<Name extends string> = (written: string) => Name | undefined;

/** Property names are read without regard to case and written as the document writes them (rows S20, S22, S28). */
export function createFindName<Name extends string>(names: readonly Name[]): FindName<Name> {
  const exact = new Map<string, Name>(names.map((name) => [name, name]));
  const folded = new Map<string, Name>(names.map((name) => [name.toLowerCase(), name]));
  const longest = Math.max(...names.map(({ length }) => length));
  return (written) =>
    exact.get(written) ??
    (written.length > longest ? undefined : folded.get(written.toLowerCase()));
}

/**
 * The known members of an object under the document's names; others are ignored, whatever they are called (threat T2).
 * Two spellings of one name with different values are `ConflictingValues` (rows S20, S22). `path`: of the object.
 */
export function foldNames<Name extends string>(
  source: object,
  find: FindName<Name>,
  path: string,
): Verdict<Readonly<Partial<Record<Name, unknown>>>> {
  const members: Partial<Record<Name, unknown>> = {};
  for (const written of Object.keys(source)) {
    const name = find(written);
    if (name === undefined) continue;
    const value = (source as Readonly<Record<string, unknown>>)[written];
    if (name in members && members[name] !== value) {
      const message = 'is there in several spellings, with different values';
      return refuse('ConflictingValues', message, path + name);
    }
    members[name] = value;
  }
  return accept(members);
}
