import { DateTime } from 'luxon';

const ISO_8601 =
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/;
/** A zone can move the first and the last hours of the calendar out of the years that four digits hold. */
const FOUR_DIGIT_YEAR = /^\d{4}-/;

/**
 * Reads an ISO 8601 calendar date, with or without a time, as `2026-01-31T23:00:00.000Z`: UTC, milliseconds
 * (row S32). What names no zone is in `zone` (IANA). Undefined for anything else, such as week dates or 30 February.
 */
export function readDateTime(text: string, zone: string): string | undefined {
  if (!ISO_8601.test(text)) return undefined;
  const instant = DateTime.fromISO(text, { zone }).toUTC().toISO() ?? '';
  return FOUR_DIGIT_YEAR.test(instant) ? instant : undefined;
}
