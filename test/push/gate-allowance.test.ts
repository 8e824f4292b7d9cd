import { describe, expect, it } from '@jest/globals';
import { RetryLaterError } from '../../shared/model/sync-error';
import { HostGate } from '../../shared/push/host-gate';
import type { Allowance } from '../../shared/push/lanes';
import { NOW, openGate, takeLane } from './opened-gate';

const COUNTED = { counted: true };
const SPENT = 'The calls allowed in five minutes are spent.';

const answered = (): Promise<string> => Promise.resolve('answer');

describe('a gate with an allowance', () => {
  const allowance: Allowance = { calls: 60, windowMs: 300_000 };

  it('reserves counted calls by the block, and gives back what was not called for', async () => {
    const { gate, asked } = await openGate({ allowance });
    await Promise.all(Array.from({ length: 51 }, () => gate.call(answered, COUNTED)));
    await gate.call(answered);
    await gate.release();
    expect(asked).toEqual(['reserve 50', 'reserve 50', 'release 9']);
  });

  it('K9: makes no more counted calls than are allowed, and goes on with the others', async () => {
    const { gate } = await openGate({ allowance });
    let made = 0;
    const count = (): Promise<void> => {
      made += 1;
      return Promise.resolve();
    };
    const calls = Array.from({ length: 70 }, () => gate.call(count, COUNTED));
    const ends = await Promise.allSettled(calls);
    expect(made).toBe(60);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(gate.closing).toBeUndefined();
    expect(gate.closingFor(COUNTED)).toEqual({
      host: 'sharePoint',
      until: NOW + 300_000,
      code: 'Throttled',
      message: SPENT,
    });
    expect(await gate.call(answered)).toBe('answer');
  });

  it('counts what other instances have spent', async () => {
    const { gate, lanes, clock } = await openGate({ allowance });
    for (let call = 0; call < 40; call += 1) await gate.call(answered, COUNTED);
    await gate.release();
    const lane = await takeLane(lanes);
    const other = new HostGate('sharePoint', lane, {
      deadline: NOW + 240_000,
      now: () => clock.now,
      allowance,
    });
    const calls = Array.from({ length: 60 }, () => other.call(answered, COUNTED));
    const ends = await Promise.allSettled(calls);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
  });

  it('does not take what was reserved over into the next window', async () => {
    const { gate, clock, asked } = await openGate({
      allowance: { ...allowance, windowMs: 30_000 },
    });
    await gate.call(answered, COUNTED);
    clock.now = NOW + 30_000;
    await gate.call(answered, COUNTED);
    await gate.release();
    expect(asked).toEqual(['reserve 50', 'reserve 50', 'release 49']);
  });

  it('says that the lane is lost, not that the calls are spent', async () => {
    const { gate, clock, lanes } = await openGate({ allowance });
    clock.now = NOW + 61_000;
    await takeLane(lanes);
    await expect(gate.call(answered, COUNTED)).rejects.toBeInstanceOf(RetryLaterError);
    expect(gate.closingFor(COUNTED)?.message).not.toBe(SPENT);
    expect(gate.closing).toBeDefined();
  });

  it('makes no counted call without one', async () => {
    const { gate } = await openGate();
    await expect(gate.call(answered, COUNTED)).rejects.toThrow('No allowance');
  });
});
