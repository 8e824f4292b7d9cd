import { accept, refuse, type Verdict } from './fault';

/** Finds the document's spelling of a member's name, in any case; undefined for a name it does not know. */
export type FindName = (name: string) => string | undefined;

/** Property names are read without regard to case and written as the document writes them (acceptance §0). */
export function createFindName(names: readonly string[]): FindName {
  const exact = new Map(names.map((name) => [name, name]));
  const folded = new Map(names.map((name) => [name.toLowerCase(), name]));
  const longest = Math.max(...names.map(({ length }) => length));
  return (name) =>
    exact.get(name) ?? (name.length > longest ? undefined : folded.get(name.toLowerCase()));
}

/**
 * The known members of an object under the document's names; others are ignored, whatever they are called (T2).
 * Two spellings of one name with different values are `ConflictingValues` (rows S20, S22). `path`: of the object.
 */
export function foldNames(
  source: object,
  find: FindName,
  path: string,
): Verdict<ReadonlyMap<string, unknown>> {
  const members = new Map<string, unknown>();
  for (const [written, value] of Object.entries(source)) {
    const name = find(written);
    if (name === undefined) continue;
    if (members.has(name) && members.get(name) !== value) {
      return refuse(
        'ConflictingValues',
        'is there in several spellings, with different values',
        path + name,
      );
    }
    members.set(name, value);
  }
  return accept(members);
}
