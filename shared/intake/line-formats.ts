import { z } from 'zod';
import { isPropertyType, type PropertyType } from '../model/extended-property';
import type { ExtendedWord, ProfileChange } from '../model/profile-change';
import type { Rejection } from '../model/submission';
import { SYNC_ERROR_CODES, SyncError } from '../model/sync-error';
import { PROFILE_FIELDS } from '../model/user-profile';

const CLEARED = 1;

const propertyType = z.custom<PropertyType>(isPropertyType);
const propertyValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** `[Key, Type, Value]`, or with a fourth place for a property that was cleared. */
const word = z.union([
  z.tuple([z.string(), propertyType, propertyValue]),
  z.tuple([z.string(), propertyType, z.null(), z.literal(CLEARED)]),
]);

/** A line of `changes.ndjson`, names kept short because there is one for each person. */
const changeLine = z.strictObject({
  i: z.int().min(0),
  u: z.string(),
  f: z.partialRecord(z.enum(PROFILE_FIELDS), z.string().nullable()),
  x: z.array(word),
});

/** A line of `rejections.ndjson`. */
const rejectionLine = z.strictObject({
  index: z.int().min(0),
  code: z.enum(SYNC_ERROR_CODES),
  message: z.string(),
  userId: z.exactOptional(z.string()),
  upn: z.exactOptional(z.string()),
  field: z.exactOptional(z.string()),
  warning: z.exactOptional(z.literal(true)),
});

export function toChangeLine({ index, userId, fields, extended }: ProfileChange): string {
  return JSON.stringify({ i: index, u: userId, f: fields, x: extended.map(toTuple) });
}

export function toRejectionLine(rejection: Rejection): string {
  return JSON.stringify(rejection);
}

/** Reads what {@link toChangeLine} wrote; throws `ChunkChanged` for anything else (threat T9). */
export function readChangeLines(bytes: Buffer): ProfileChange[] {
  return readLines(bytes, changeLine).map(({ i: index, u: userId, f: fields, x }) => ({
    index,
    userId,
    fields,
    extended: x.map(fromTuple),
  }));
}

/** Reads what {@link toRejectionLine} wrote; throws `ChunkChanged` for anything else. */
export function readRejectionLines(bytes: Buffer): Rejection[] {
  return readLines(bytes, rejectionLine);
}

function toTuple({ Key, Type, Value, cleared }: ExtendedWord): unknown[] {
  return cleared === true ? [Key, Type, null, CLEARED] : [Key, Type, Value];
}

function fromTuple([Key, Type, Value, cleared]: z.infer<typeof word>): ExtendedWord {
  return cleared === undefined ? { Key, Type, Value } : { Key, Type, Value, cleared: true };
}

function readLines<Schema extends z.ZodType>(bytes: Buffer, schema: Schema): z.infer<Schema>[] {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.pop() !== '') throw changed();
  return lines.map((line) => readLine(line, schema));
}

function readLine<Schema extends z.ZodType>(line: string, schema: Schema): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    throw changed(cause);
  }
}

function changed(cause?: unknown): SyncError {
  return new SyncError('ChunkChanged', 'The stored lines are not those that were accepted.', {
    cause,
  });
}
