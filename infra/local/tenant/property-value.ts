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
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(value)) {
    return undefined;
  }
  const hasZone = !value.includes('T') || /(Z|[+-]\d{2}:\d{2})$/.test(value);
  return realDate(Date.parse(hasZone ? value : `${value}Z`));
}

/** `9/12/2022` or `9/12/2022 6:19:29 PM`. */
function americanDate(value: string): Date | undefined {
  const parts =
    /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?(?: (AM|PM))?)?$/i.exec(value);
  if (!parts) return undefined;
  const [month, day, year, hour, minute, second] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const afternoon = /pm/i.test(parts[7] ?? '') ? 12 : 0;
  const hours = parts[7] === undefined ? (hour ?? 0) : ((hour ?? 0) % 12) + afternoon;
  const date = realDate(
    Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0, hours, minute ?? 0, second ?? 0),
  );
  return date?.getUTCDate() === day && date?.getUTCMonth() === (month ?? 0) - 1 ? date : undefined;
}

function realDate(time: number): Date | undefined {
  return Number.isNaN(time) ? undefined : new Date(time);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
