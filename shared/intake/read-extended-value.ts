import { PROPERTY_TYPES, type ExtendedValue, type PropertyType } from '../model/extended-property';
import { checkText } from './check-text';
import { readDateTime } from './date-time';
import { accept, refuse, type Verdict } from './fault';

const WHOLE_NUMBER = /^[+-]?\d{1,40}$/;
const DECIMAL_NUMBER = /^[+-]?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,4})?$/;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const INT64_BITS = 64;

/** What reading a value may need to know besides the value. */
export interface ValueRules {
  /** IANA zone of date times that name none. */
  readonly timeZone: string;
  /** Allowed values of type Option; undefined: any text. */
  readonly options: readonly string[] | undefined;
}

/**
 * Reads a value that is not `null` into its declared type, from native JSON or from text (rows S29–S36, S38).
 * Integers beyond 2^53 become text; they must come as text, because JSON readers round them.
 */
export function readExtendedValue(
  type: PropertyType,
  value: unknown,
  { timeZone, options }: ValueRules,
): Verdict<ExtendedValue> {
  switch (type) {
    case PROPERTY_TYPES.string:
      return readText(value);
    case PROPERTY_TYPES.boolean:
      return readBoolean(value);
    case PROPERTY_TYPES.integer:
      return typeof value === 'number' ? readNativeInteger(value) : readTextInteger(value);
    case PROPERTY_TYPES.dateTime:
      return readDate(value, timeZone);
    case PROPERTY_TYPES.double:
      return readDouble(value);
    case PROPERTY_TYPES.guid:
      return readGuid(value);
    case PROPERTY_TYPES.option:
      return readOption(value, options);
    case PROPERTY_TYPES.none:
      return accept(null);
  }
}

function readText(value: unknown): Verdict<string> {
  if (typeof value !== 'string') return mismatch('text');
  const fault = checkText(value);
  return fault === undefined ? accept(value) : { ok: false, fault };
}

/** `True`, as .NET writes it, counts as well. */
function readBoolean(value: unknown): Verdict<boolean> {
  if (typeof value === 'boolean') return accept(value);
  const word = typeof value === 'string' && value.length <= 5 ? value.toLowerCase() : '';
  if (word === 'true' || word === 'false') return accept(word === 'true');
  return mismatch('true or false');
}

function readNativeInteger(value: number): Verdict<number> {
  if (!Number.isInteger(value)) return mismatch('a whole number');
  if (!Number.isSafeInteger(value)) return mismatch('sent as text: whole numbers beyond 2^53');
  return accept(withoutSign(value));
}

function readTextInteger(value: unknown): Verdict<number | string> {
  if (typeof value !== 'string' || !WHOLE_NUMBER.test(value)) return mismatch('a whole number');
  const number = BigInt(value.replace('+', ''));
  if (BigInt.asIntN(INT64_BITS, number) !== number) return mismatch('a number of 64 bits at most');
  const small = Number(number);
  return accept(Number.isSafeInteger(small) ? small : number.toString());
}

function readDate(value: unknown, timeZone: string): Verdict<string> {
  const instant = typeof value === 'string' ? readDateTime(value, timeZone) : undefined;
  return instant === undefined ? mismatch('a date time by ISO 8601') : accept(instant);
}

function readDouble(value: unknown): Verdict<number> {
  const isNumeral = typeof value === 'string' && DECIMAL_NUMBER.test(value);
  const number = isNumeral ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    return mismatch('a finite number with a decimal point');
  }
  return accept(withoutSign(number));
}

function readGuid(value: unknown): Verdict<string> {
  if (typeof value !== 'string' || !GUID.test(value)) return mismatch('a GUID with four hyphens');
  return accept(value.toLowerCase());
}

function readOption(value: unknown, options: readonly string[] | undefined): Verdict<string> {
  const text = readText(value);
  if (!text.ok || options === undefined || options.includes(text.value)) return text;
  return refuse('UnknownOption', 'is none of the options of this property');
}

/** Minus zero would come back from the store as zero, and so differ from itself. */
function withoutSign(value: number): number {
  return value === 0 ? 0 : value;
}

function mismatch(expected: string): Verdict<never> {
  return refuse('TypeMismatch', `must be ${expected}, by its Type`);
}
