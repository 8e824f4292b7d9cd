import { describe, expect, test } from '@jest/globals';
import { createBackOff } from '../../../infra/local/host/back-off';

function pauses(random: number, count: number): number[] {
  const backOff = createBackOff(2000, () => random);
  return Array.from({ length: count }, () => Math.round(backOff.next()));
}

describe('createBackOff', () => {
  test('doubles from 100 ms upwards, up to the limit', () => {
    expect(pauses(0.5, 7)).toEqual([200, 300, 500, 900, 1700, 2000, 2000]);
  });

  test('spreads by a fifth either way', () => {
    expect(pauses(0, 3)).toEqual([180, 260, 420]);
    expect(pauses(1, 3)).toEqual([220, 340, 580]);
  });

  test('starts again after a success', () => {
    const backOff = createBackOff(2000, () => 0.5);
    backOff.next();
    backOff.next();
    backOff.reset();
    expect(backOff.next()).toBe(200);
  });
});
