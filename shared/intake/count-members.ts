/**
 * How many members the objects in a parsed value have, at every level. Fewer than were written means that a name
 * was repeated inside one object, where `JSON.parse` keeps the last word silently (threat T1).
 */
export function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object') count += countMembers(inner);
  }
  return count;
}
