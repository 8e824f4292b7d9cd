/** Counts as plain columns of whole numbers, `prefix` before each name; absent counts have no column. */
export function writeCounts<Name extends string>(
  counts: Readonly<Partial<Record<Name, number>>>,
  prefix = '',
): Record<string, number> {
  const columns: Record<string, number> = {};
  for (const [name, count] of Object.entries(counts) as [Name, number][]) {
    columns[countColumn(name, prefix)] = count;
  }
  return columns;
}

/** The counts that {@link writeCounts} wrote. */
export function readCounts<Name extends string>(
  row: Readonly<Record<string, unknown>>,
  names: readonly Name[],
  prefix = '',
): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const count = row[countColumn(name, prefix)];
    if (typeof count === 'number') counts[name] = count;
  }
  return counts;
}

/** `pushUnchanged` for `unchanged` with prefix `push`. */
function countColumn(name: string, prefix: string): string {
  return prefix === '' ? name : `${prefix}${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
