import { describe, expect, test } from '@jest/globals';
import { parseSchedule } from '../../../infra/local/host/schedule';

const from = new Date('2026-01-01T00:00:00.000Z');

function nextOf(expression: string): string {
  return parseSchedule(expression).next(from).toISOString();
}

describe('parseSchedule', () => {
  test.each([
    ['0 */5 * * * *', '2026-01-01T00:05:00.000Z'],
    ['*/5 * * * *', '2026-01-01T00:05:00.000Z'],
    ['30 15 4 * * *', '2026-01-01T04:15:30.000Z'],
    ['0 0 8 * JUN MON-FRI', '2026-06-01T08:00:00.000Z'],
    // A Thursday the first is found first; "or" would give Monday the fifth.
    ['0 0 0 1 * MON', '2026-06-01T00:00:00.000Z'],
    ['0 0 0 29 2 *', '2028-02-29T00:00:00.000Z'],
  ])('%s is due next at %s', (expression, expected) => {
    expect(nextOf(expression)).toBe(expected);
  });

  test.each(['00:05:00', '@daily', '0 0 0 * *  * 2027', '61 * * * * *', ''])(
    'refuses "%s"',
    (expression) => {
      expect(() => parseSchedule(expression)).toThrow(
        expect.objectContaining({ code: 'UnsupportedSchedule' }),
      );
    },
  );

  test.each([
    ['* * * * * *', true],
    ['0,30 0 4 * * *', true],
    ['0 * * * * *', false],
    ['0 0 4 * * *', false],
  ])('%s fires more than once a minute: %s', (expression, expected) => {
    expect(parseSchedule(expression).firesMoreThanOnceAMinute).toBe(expected);
  });
});
