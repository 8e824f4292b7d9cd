import { isPropertyType, type ExtendedProperty } from '../model/extended-property';
import { PROFILE_FIELDS, type Lifecycle, type UserProfile } from '../model/user-profile';
import { readNumber, readPlain } from '../storage/plain-column';
import type { NewRow, TableRow } from '../storage/table-row';
import { readText, textColumns, writeText } from '../storage/text-column';
import type { ProfileWrite, RowNumbers, StoredProfile } from './profile-store';

const TEXT_COLUMNS = ['userId', ...PROFILE_FIELDS, 'extended_props', 'fieldSequences'] as const;
const PLAIN_COLUMNS = [
  'lifecycle',
  'synchronized',
  'updatedAt',
  'sequence',
  'floorSequence',
  'createdBy',
] as const;
/** What reading adds to a row, beside its columns. */
const NOT_COLUMNS = ['partitionKey', 'rowKey', 'timestamp', 'etag', 'odata.metadata'] as const;

/** A row of `UserProfiles` in the columns of design §9, with the numbers of its words (K4) beside them. */
export function toProfileRow({ key, profile, numbers, others }: ProfileWrite): NewRow {
  const row: Record<string, unknown> = { ...others, ...writeText('userId', profile.userId) };
  for (const field of PROFILE_FIELDS) Object.assign(row, writeText(field, profile.fields[field]));
  return {
    ...row,
    ...writeText('extended_props', JSON.stringify(profile.extended)),
    lifecycle: profile.lifecycle,
    synchronized: profile.synchronized,
    updatedAt: profile.updatedAt,
    sequence: BigInt(numbers.base),
    ...writeText('fieldSequences', JSON.stringify(numbers.exceptions)),
    floorSequence: BigInt(numbers.floor),
    createdBy: BigInt(numbers.createdBy),
    partitionKey: key.bucket,
    rowKey: key.rowKey,
  };
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

function readLifecycle(row: TableRow): Lifecycle {
  const text = readPlain(row, 'lifecycle');
  return text === 'locked' || text === 'deleted' ? text : 'active';
}

function readOthers(row: TableRow): Record<string, unknown> | undefined {
  const known = new Set<string>([
    ...NOT_COLUMNS,
    ...PLAIN_COLUMNS,
    ...TEXT_COLUMNS.flatMap((name) => textColumns(row, name)),
  ]);
  const others = Object.entries(row).filter(([name]) => !known.has(name));
  return others.length === 0 ? undefined : Object.fromEntries(others);
}
