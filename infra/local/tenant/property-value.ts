import type { CatalogueProperty, PropertyKind } from './property-catalogue';

/**
 * The text that a profile gives back for a value written to it, or undefined when the property
 * cannot hold the value. Empty text clears any property. Dates come back as
 * `M/d/yyyy h:mm:ss AM`, booleans as `True` and `False`.
 */
export function storedText(property: CatalogueProperty, value: string): string | undefined {
  if (value === '') return '';
  if (value.length > property.maxLength) return undefined;
  return readers[property.kind](value);
}

type Reader = (value: string) => string | undefined;

const asIs: Reader = (value) => value;

const readers: Record<PropertyKind, Reader> = {
  string: asIs,
  html: asIs,
  url: (value) => (URL.canParse(value) ? value : undefined),
  person: asIs,
  guid: (value) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value : undefined),
  integer: integerText,
  double: (value) =>
    /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? String(Number(value)) : undefined,
  boolean: booleanText,
  date: dateText,
  dateWithoutYear: dateText,
};

function integerText(value: string): string | undefined {
  const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
  return Math.abs(number) <= 2_147_483_647 ? String(number) : undefined;
}

function booleanText(value: string): string | undefined {
  if (/^(true|1)$/i.test(value)) return 'True';
  return /^(false|0)$/i.test(value) ? 'False' : undefined;
}

function dateText(value: string): string | undefined {
  const date = isoDate(value) ?? americanDate(value);
  if (date === undefined) return undefined;
  const hours = date.getUTCHours();
  const day = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCFullYear()].join('/');
  const time = [hours % 12 || 12, twoDigits(date.getUTCMinutes()), twoDigits(date.getUTCSeconds())];
  return `${day} ${time.join(':')} ${hours < 12 ? 'AM' : 'PM'}`;
}

function isoDate(value: string): Date | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(value);
  const [, day = '', time = '00:00', zone = 'Z'] = match ?? [];
  if (!isRealDay(day)) return undefined;
  const instant = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(instant) ? undefined : new Date(instant);
}

/** `9/12/2022` or `9/12/2022 6:19:29 PM`, rewritten as ISO text. */
function americanDate(value: string): Date | undefined {
  const match =
    /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2}(?::\d{2})?)(?: (AM|PM))?)?$/i.exec(value);
  if (!match) return undefined;
  const [, month = '', day = '', year = '', hour = '0', rest = '00', half] = match;
  const hours = half === undefined ? Number(hour) : hourOfDay(Number(hour), half);
  return isoDate(`${year}-${twoDigits(month)}-${twoDigits(day)}T${twoDigits(hours)}:${rest}`);
}

function hourOfDay(hour: number, half: string): number {
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

/** JavaScript takes February 31 for March 3; a calendar does not. */
function isRealDay(day: string): boolean {
  const instant = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day);
}

function twoDigits(value: number | string): string {
  return String(value).padStart(2, '0');
}
