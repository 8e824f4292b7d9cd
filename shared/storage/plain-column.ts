type Row = Readonly<Record<string, unknown>>;

/** The number in a column of any numeric type; 0 when there is none. */
export function readNumber(row: Row, name: string): number {
  const value = row[name];
  return typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : 0;
}

/** The text in a column; empty when there is none. */
export function readPlain(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

/** A time as ISO 8601 text, UTC, which people can read and which sorts. */
export function writeTime(time: number): string {
  return new Date(time).toISOString();
}

/** Milliseconds since the epoch; undefined when there is no time in the column. */
export function readTime(row: Row, name: string): number | undefined {
  const time = Date.parse(readPlain(row, name));
  return Number.isNaN(time) ? undefined : time;
}
