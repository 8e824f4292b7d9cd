import { isPropertyType, type ExtendedProperty } from '../model/extended-property';
import { PROFILE_FIELDS, type Lifecycle, type UserProfile } from '../model/user-profile';
import { readNumber, readPlain } from '../storage/plain-column';
import type { NewRow, TableRow } from '../storage/table-row';
import { readText, textColumns, putText } from '../storage/text-column';
import type { ProfileWrite, RowNumbers, StoredProfile } from './profile-store';

const TEXT_COLUMNS: ReadonlySet<string> = new Set([
  'userId',
  ...PROFILE_FIELDS,
  'extended_props',
  'fieldSequences',
]);
/** The other columns, and what reading adds beside the columns. */
const PLAIN_COLUMNS: ReadonlySet<string> = new Set([
  'lifecycle',
  'synchronized',
  'updatedAt',
  'sequence',
  'floorSequence',
  'createdBy',
  'partitionKey',
  'rowKey',
  'timestamp',
  'etag',
  'odata.metadata',
]);

/** A row of `UserProfiles` in the columns of design §9, with the numbers of its words (K4) beside them. */
export function toProfileRow({ key, profile, numbers, others }: ProfileWrite): NewRow {
  const row: Record<string, unknown> = { ...others };
  putText(row, 'userId', profile.userId);
  for (const field of PROFILE_FIELDS) putText(row, field, profile.fields[field]);
  putText(row, 'extended_props', JSON.stringify(profile.extended));
  putText(row, 'fieldSequences', JSON.stringify(numbers.exceptions));
  return Object.assign(row, {
    lifecycle: profile.lifecycle,
    synchronized: profile.synchronized,
    updatedAt: profile.updatedAt,
    sequence: BigInt(numbers.base),
    floorSequence: BigInt(numbers.floor),
    createdBy: BigInt(numbers.createdBy),
    partitionKey: key.bucket,
    rowKey: key.rowKey,
  });
}

/** Columns that were broken by hand read as empty, so that the next delivery mends the row. */
export function toStoredProfile(row: TableRow): StoredProfile {
  const others = readOthers(row);
  return {
    profile: toProfile(row),
    numbers: toNumbers(row),
    etag: row.etag,
    ...(others === undefined ? {} : { others }),
  };
}

function toProfile(row: TableRow): UserProfile {
  const fields: Record<string, string> = {};
  for (const field of PROFILE_FIELDS) {
    const value = readText(row, field);
    if (value !== undefined) fields[field] = value;
  }
  return {
    userId: readText(row, 'userId') ?? '',
    fields,
    extended: readExtended(row),
    lifecycle: readLifecycle(row),
    synchronized: row['synchronized'] === true,
    updatedAt: readPlain(row, 'updatedAt'),
  };
}

function toNumbers(row: TableRow): RowNumbers {
  return {
    base: readNumber(row, 'sequence'),
    exceptions: readExceptions(row),
    floor: readNumber(row, 'floorSequence'),
    createdBy: readNumber(row, 'createdBy'),
  };
}

function readExtended(row: TableRow): ExtendedProperty[] {
  const value = parseColumn(row, 'extended_props');
  return Array.isArray(value) ? value.filter(isExtendedProperty) : [];
}

function isExtendedProperty(value: unknown): value is ExtendedProperty {
  if (typeof value !== 'object' || value === null) return false;
  const { Key, Type } = value as Partial<ExtendedProperty>;
  return typeof Key === 'string' && isPropertyType(Type) && 'Value' in value;
}

function readExceptions(row: TableRow): Record<string, number> {
  const value = parseColumn(row, 'fieldSequences');
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, number]) => Number.isFinite(number)));
}

function parseColumn(row: TableRow, name: string): unknown {
  try {
    return JSON.parse(readText(row, name) ?? 'null');
  } catch {
    return undefined;
  }
}

/** Anything else than the two other words reads as active. */
export function readLifecycle(row: TableRow): Lifecycle {
  const text = readPlain(row, 'lifecycle');
  return text === 'locked' || text === 'deleted' ? text : 'active';
}

function readOthers(row: TableRow): Record<string, unknown> | undefined {
  let others: Record<string, unknown> | undefined;
  for (const name of Object.keys(row)) {
    if (PLAIN_COLUMNS.has(name) || TEXT_COLUMNS.has(name) || isPieceOfText(row, name)) continue;
    others ??= {};
    others[name] = row[name];
  }
  return others;
}

/** Whether a column such as `extended_props_1` holds the rest of a long text. */
function isPieceOfText(row: TableRow, column: string): boolean {
  const name = column.replace(/_\d+$/, '');
  return TEXT_COLUMNS.has(name) && textColumns(row, name).includes(column);
}
