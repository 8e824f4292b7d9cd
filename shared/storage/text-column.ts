/** A text column takes 64 KiB in UTF-16 (Azure Tables, "Understanding the Table service data model"). */
const MAX_LENGTH = 32_768;
/** A full column may be one unit shorter, where a character would have been cut. */
const FULL_LENGTH = MAX_LENGTH - 1;

type Row = Readonly<Record<string, unknown>>;

/**
 * Puts a text into the columns of a row: one of its own name, or where it is longer than a column takes `name`,
 * `name_1`, `name_2` and so on. Absent text: no column.
 */
export function putText(
  row: Record<string, unknown>,
  name: string,
  text: string | undefined,
): void {
  if (text === undefined) return;
  let start = 0;
  for (let place = 0; place === 0 || start < text.length; place++) {
    const end = wholeCharacters(text, start + MAX_LENGTH);
    row[columnName(name, place)] = text.slice(start, end);
    start = end;
  }
}

/** The columns that {@link putText} makes. */
export function writeText(name: string, text: string | undefined): Record<string, string> {
  const columns: Record<string, string> = {};
  putText(columns, name, text);
  return columns;
}

/** The text that {@link putText} put there; undefined when there is none, or when the column holds no text. */
export function readText(row: Row, name: string): string | undefined {
  const first = row[name];
  if (typeof first !== 'string') return undefined;
  if (first.length < FULL_LENGTH) return first;
  return textColumns(row, name)
    .map((column) => row[column])
    .join('');
}

/** The names of the columns that hold a text. Only behind a full column is there a next one. */
export function textColumns(row: Row, name: string): string[] {
  const columns: string[] = [];
  for (let place = 0; ; place++) {
    const column = columnName(name, place);
    const piece = row[column];
    if (typeof piece !== 'string') return columns;
    columns.push(column);
    if (piece.length < FULL_LENGTH) return columns;
  }
}

function columnName(name: string, place: number): string {
  return place === 0 ? name : `${name}_${place}`;
}

/** Moves a cut out of the middle of a surrogate pair: half a character is no text. */
function wholeCharacters(text: string, end: number): number {
  if (end >= text.length) return text.length;
  return isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
