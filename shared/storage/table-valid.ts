import type { NewRow } from './table-row';

// Limits of Azure Tables ("Understanding the Table service data model"). The emulator is more lenient in most of
// them, and stricter in the length of keys, where its 512 characters are taken.
const MAX_ROW_BYTES = 1_048_576;
const MAX_COLUMNS = 252;
const MAX_NAME_LENGTH = 255;
const MAX_KEY_LENGTH = 512;
const MAX_TEXT_LENGTH = 32_768;
const MAX_BINARY_LENGTH = 65_536;
const MAX_INT64 = 2n ** 63n;

const FORBIDDEN_IN_KEYS = /[/\\#?\p{Cc}]/u;
const HALF_CHARACTER = /\p{Surrogate}/u;
const COLUMN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const RESERVED_NAMES: ReadonlySet<string> = new Set(['PartitionKey', 'RowKey', 'Timestamp']);
/** What reading adds to a row, beside the columns. */
const NOT_COLUMNS: ReadonlySet<string> = new Set([
  'partitionKey',
  'rowKey',
  'timestamp',
  'etag',
  'odata.metadata',
]);

/** What the real service has against a row, in words that name columns and never values; empty when it takes it. */
export function tableComplaints(row: NewRow): string[] {
  const columns = Object.entries(row).filter(([name]) => !NOT_COLUMNS.has(name));
  const complaints = [
    ...keyComplaints('PartitionKey', row.partitionKey),
    ...keyComplaints('RowKey', row.rowKey),
    ...columns.flatMap(([name, value]) => [
      ...nameComplaints(name),
      ...valueComplaints(name, value),
    ]),
  ];
  if (columns.length > MAX_COLUMNS) complaints.push(`${columns.length} columns are too many`);
  if (rowBytes(row, columns) > MAX_ROW_BYTES) complaints.push('the row is longer than 1 MiB');
  return complaints;
}

/** Whether the real service takes a row. */
export function tableValid(row: NewRow): boolean {
  return tableComplaints(row).length === 0;
}

function keyComplaints(name: string, key: string): string[] {
  const complaints: string[] = [];
  if (key.length > MAX_KEY_LENGTH) complaints.push(`${name} is longer than ${MAX_KEY_LENGTH}`);
  if (FORBIDDEN_IN_KEYS.test(key)) complaints.push(`${name} holds a forbidden character`);
  if (HALF_CHARACTER.test(key)) complaints.push(`${name} holds half a character`);
  return complaints;
}

function nameComplaints(name: string): string[] {
  if (RESERVED_NAMES.has(name)) return [`${name} is reserved`];
  const isName = COLUMN_NAME.test(name) && name.length <= MAX_NAME_LENGTH;
  return isName ? [] : [`${JSON.stringify(name)} is no name of a column`];
}

function valueComplaints(name: string, value: unknown): string[] {
  if (typeof value === 'string') return textComplaints(name, value);
  if (typeof value === 'number') {
    return Number.isFinite(value) ? [] : [`${name} is no finite number`];
  }
  if (typeof value === 'bigint') {
    return value >= -MAX_INT64 && value < MAX_INT64 ? [] : [`${name} is beyond 64 bits`];
  }
  return typeof value === 'boolean' ? [] : objectComplaints(name, value);
}

function textComplaints(name: string, text: string): string[] {
  const complaints: string[] = [];
  if (text.length > MAX_TEXT_LENGTH) complaints.push(`${name} is longer than ${MAX_TEXT_LENGTH}`);
  if (HALF_CHARACTER.test(text)) complaints.push(`${name} holds half a character`);
  if (text.includes('\0')) complaints.push(`${name} holds a NUL`);
  return complaints;
}

function objectComplaints(name: string, value: unknown): string[] {
  if (value instanceof Date) return [];
  if (value instanceof Uint8Array) {
    return value.length <= MAX_BINARY_LENGTH ? [] : [`${name} is longer than 64 KiB`];
  }
  return isTypedValue(value) ? [] : [`${name} is no value of a table`];
}

/** The service's size of a row: the formula of the documentation. */
function rowBytes(
  { partitionKey, rowKey }: NewRow,
  columns: readonly (readonly [string, unknown])[],
): number {
  const keys = 4 + 2 * (partitionKey.length + rowKey.length);
  return columns.reduce(
    (sum, [name, value]) => sum + 8 + 2 * name.length + valueBytes(value),
    keys,
  );
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return 4 + 2 * value.length;
  if (value instanceof Uint8Array) return 4 + value.length;
  // Numbers, dates and booleans take 1 to 8 bytes, GUIDs 16.
  return isTypedValue(value) ? 16 : 8;
}

/** A value that is read with its type beside it, such as a GUID. */
function isTypedValue(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && 'value' in value;
}
