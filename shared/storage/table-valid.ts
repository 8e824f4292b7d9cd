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
const COLUMN_NAME = /^(?:[A-Za-z_]\w*|[\p{L}_][\p{L}\p{N}_]*)$/u;
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
  const complaints: string[] = [];
  checkKey(complaints, 'PartitionKey', row.partitionKey);
  checkKey(complaints, 'RowKey', row.rowKey);
  let columns = 0;
  for (const name of Object.keys(row)) {
    if (NOT_COLUMNS.has(name)) continue;
    columns += 1;
    const complaint = nameComplaint(name) ?? valueComplaint(row[name]);
    if (complaint !== undefined) complaints.push(`column ${JSON.stringify(name)}: ${complaint}`);
  }
  if (columns > MAX_COLUMNS) complaints.push(`${columns} columns are too many`);
  if (rowBytes(row) > MAX_ROW_BYTES) complaints.push('the row is longer than 1 MiB');
  return complaints;
}

/** Whether the real service takes a row. */
export function tableValid(row: NewRow): boolean {
  return tableComplaints(row).length === 0;
}

function checkKey(complaints: string[], name: string, key: string): void {
  if (key.length > MAX_KEY_LENGTH) complaints.push(`${name} is longer than ${MAX_KEY_LENGTH}`);
  if (FORBIDDEN_IN_KEYS.test(key)) complaints.push(`${name} holds a forbidden character`);
  if (HALF_CHARACTER.test(key)) complaints.push(`${name} holds half a character`);
}

function nameComplaint(name: string): string | undefined {
  if (RESERVED_NAMES.has(name)) return 'the name is reserved';
  return COLUMN_NAME.test(name) && name.length <= MAX_NAME_LENGTH
    ? undefined
    : 'no name of a column';
}

function valueComplaint(value: unknown): string | undefined {
  if (typeof value === 'string') return textComplaint(value);
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'no finite number';
  if (typeof value === 'bigint') {
    return value >= -MAX_INT64 && value < MAX_INT64 ? undefined : 'beyond 64 bits';
  }
  return typeof value === 'boolean' ? undefined : objectComplaint(value);
}

function textComplaint(text: string): string | undefined {
  if (text.length > MAX_TEXT_LENGTH) return `longer than ${MAX_TEXT_LENGTH} characters`;
  if (HALF_CHARACTER.test(text)) return 'holds half a character';
  return text.includes('\0') ? 'holds a NUL' : undefined;
}

function objectComplaint(value: unknown): string | undefined {
  if (value instanceof Date) return undefined;
  if (value instanceof Uint8Array) {
    return value.length <= MAX_BINARY_LENGTH ? undefined : 'longer than 64 KiB';
  }
  return isTypedValue(value) ? undefined : 'no value of a table';
}

/** The service's size of a row: the formula of the documentation. */
function rowBytes(row: NewRow): number {
  let bytes = 4 + 2 * (row.partitionKey.length + row.rowKey.length);
  for (const name of Object.keys(row)) {
    if (!NOT_COLUMNS.has(name)) bytes += 8 + 2 * name.length + valueBytes(row[name]);
  }
  return bytes;
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
