import { describe, expect, test } from '@jest/globals';
import { parseSchedule } from '../../../infra/local/host/schedule';
import { NEVER, statusAfter, statusAtStart } from '../../../infra/local/host/timer-status';

const hourly = parseSchedule('0 0 * * * *');
const now = new Date('2026-03-01T10:20:00.000Z');
const next = '2026-03-01T11:00:00.000Z';

describe('statusAtStart', () => {
  test('counts from now when there is none', () => {
    expect(statusAtStart(hourly, undefined, now)).toEqual({
      Last: NEVER,
      Next: next,
      LastUpdated: now.toISOString(),
    });
  });

  test('keeps what was stored, a missed occurrence too', () => {
    const stored = statusAfter(hourly, new Date('2026-03-01T07:00:00.000Z'));
    expect(stored.Next).toBe('2026-03-01T08:00:00.000Z');
    expect(statusAtStart(hourly, stored, now)).toBe(stored);
  });

  test('keeps an occurrence that was missed before the first run', () => {
    const stored = statusAtStart(hourly, undefined, new Date('2026-03-01T07:10:00.000Z'));
    expect(statusAtStart(hourly, stored, now)).toBe(stored);
  });

  test('counts a changed schedule from now, so that it is not past due', () => {
    const daily = parseSchedule('0 0 4 * * *');
    const stored = statusAfter(daily, new Date('2026-02-27T04:00:00.000Z'));
    expect(statusAtStart(hourly, stored, now)).toEqual({
      Last: stored.Last,
      Next: next,
      LastUpdated: now.toISOString(),
    });
  });
});
