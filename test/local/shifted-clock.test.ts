import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { installShiftedClock } from '../../infra/local/shifted-clock';
import type { ShiftedClock } from '../../infra/local/shifted-clock';

const DAY_MS = 86_400_000;
const MachineDate = Date;
const machineNow = Date.now;
let clock: ShiftedClock;

beforeEach(() => {
  clock = installShiftedClock();
});

afterEach(() => {
  globalThis.Date = MachineDate;
  Date.now = machineNow;
});

/** Whole days between a time and that of the machine. */
const daysFromNow = (time: number) => Math.round((time - machineNow.call(MachineDate)) / DAY_MS);

test('every way to ask for the time gives the moved one', () => {
  clock.shift(2 * DAY_MS);
  expect(daysFromNow(Date.now())).toBe(2);
  expect(daysFromNow(new Date().getTime())).toBe(2);
  expect(daysFromNow(Date.parse(Date()))).toBe(2);
  expect(clock.offsetMs()).toBe(2 * DAY_MS);
});

test('an offset replaces the one before', () => {
  clock.shift(2 * DAY_MS);
  clock.shift(-DAY_MS);
  expect(daysFromNow(Date.now())).toBe(-1);
});

test('a given time stays what it is', () => {
  clock.shift(DAY_MS);
  expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
  expect(new Date(2026, 0, 2).getDate()).toBe(2);
  expect(Date.UTC(1970, 0)).toBe(0);
});

test('a date is a date, also one from before and one of a subclass', () => {
  class Day extends Date {}
  expect(new Date()).toBeInstanceOf(Date);
  expect(new MachineDate()).toBeInstanceOf(Date);
  expect(new Day()).toBeInstanceOf(Day);
});

test('listeners hear of a shift until they leave', () => {
  let heard = 0;
  const leave = clock.onShift(() => {
    heard += 1;
  });
  clock.shift(1);
  leave();
  clock.shift(2);
  expect(heard).toBe(1);
});
