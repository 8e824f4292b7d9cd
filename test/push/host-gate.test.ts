import { describe, expect, it } from '@jest/globals';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import { HostGate } from '../../shared/push/host-gate';
import type { Lane } from '../../shared/push/lanes';
import { memoryLanes } from '../fakes/memory-lanes';
import { NOW, openGate, takeLane } from './opened-gate';

const answered = (): Promise<string> => Promise.resolve('answer');
const fail = (): Promise<never> => Promise.reject(new SyncError('TenantUnavailable', 'Gone.'));

function pauseOf(milliseconds: number): RetryLaterError {
  return new RetryLaterError('Throttled', 'Later.', { retryAt: NOW + milliseconds });
}

/** Calls whose ends a test decides. */
function startCalls(gate: HostGate, count: number) {
  const open: { readonly end: (error?: Error) => void }[] = [];
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      open.push({
        end: (error) => {
          if (error === undefined) resolve();
          else reject(error);
        },
      });
    });
  const calls = Array.from({ length: count }, () => gate.call(work));
  return { open, ends: Promise.allSettled(calls) };
}

/** Lets everything go on that does not wait for the end of a call. */
async function settled(): Promise<void> {
  for (let tick = 0; tick < 100; tick += 1) await Promise.resolve();
}

describe('the gate to a host', () => {
  it('passes answers and failures on', async () => {
    const { gate } = await openGate();
    expect(await gate.call(answered)).toBe('answer');
    const failure = new SyncError('TenantUnavailable', 'Gone.');
    await expect(gate.call(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(gate.closing).toBeUndefined();
  });

  it('K9: closes for everybody, and a little longer, when the host asks for a pause', async () => {
    const { gate, clock, lanes } = await openGate();
    const pause = pauseOf(10_000);
    await expect(gate.call(() => Promise.reject(pause))).rejects.toBe(pause);
    expect(gate.closing).toEqual({
      host: 'sharePoint',
      until: NOW + 12_000,
      code: 'Throttled',
      message: 'Later.',
    });
    await expect(gate.call(answered)).rejects.toMatchObject({ retryAt: NOW + 12_000 });
    await gate.release();
    clock.now = NOW + 11_999;
    expect(await lanes.acquire('sharePoint')).toEqual({ kind: 'closed', until: NOW + 12_000 });
  });

  it('is closed in the same way from outside, when one item of many was told to wait', async () => {
    const { gate, lanes } = await openGate();
    await gate.hold(NOW + 10_000, pauseOf(10_000));
    await gate.hold(NOW + 4_000, pauseOf(4_000));
    expect(gate.closing?.until).toBe(NOW + 12_000);
    await gate.release();
    expect(await lanes.acquire('sharePoint')).toEqual({ kind: 'closed', until: NOW + 12_000 });
  });

  it('lets no call through after the deadline', async () => {
    const { gate, clock } = await openGate();
    clock.now = NOW + 239_999;
    expect(await gate.call(answered)).toBe('answer');
    clock.now = NOW + 240_000;
    await expect(gate.call(answered)).rejects.toBeInstanceOf(RetryLaterError);
    expect(gate.closing).toMatchObject({ until: NOW + 240_000 });
  });

  it('closes after a minute, and a little longer for whoever had it, so that others have their turn', async () => {
    const clock = { now: NOW };
    const lanes = memoryLanes(() => clock.now);
    const now = () => clock.now;
    const rules = { deadline: NOW + 240_000, now, steadyNow: now };
    const gate = new HostGate('sharePoint', await takeLane(lanes), rules);
    clock.now = NOW + 59_999;
    expect(await gate.call(answered)).toBe('answer');
    clock.now = NOW + 60_000;
    await expect(gate.call(answered)).rejects.toMatchObject({ retryAt: NOW + 62_000 });
    await gate.release();
    expect(await lanes.acquire('sharePoint')).toMatchObject({ kind: 'mine' });
  });

  it('lets no call through once the lane is lost', async () => {
    const { gate, clock, lanes } = await openGate();
    clock.now = NOW + 61_000;
    await takeLane(lanes);
    let calls = 0;
    const call = gate.call(() => {
      calls += 1;
      return answered();
    });
    await expect(call).rejects.toBeInstanceOf(RetryLaterError);
    expect(calls).toBe(0);
    expect(gate.closing?.until).toBeGreaterThan(clock.now);
  });

  it('gives a host up after three failures in a row, not before', async () => {
    const { gate } = await openGate();
    for (const call of [fail, fail, answered, fail, fail]) {
      await gate.call<unknown>(call).catch(() => undefined);
    }
    expect(gate.closing).toBeUndefined();
    await gate.call(fail).catch(() => undefined);
    expect(gate.closing).toMatchObject({ until: NOW, code: 'TenantUnavailable' });
  });
});

describe('a gate that several ask at a time', () => {
  it('K9: makes one call after another, so that none is under way when one is told to wait', async () => {
    const { gate, lanes } = await openGate();
    const { open, ends } = startCalls(gate, 3);
    await settled();
    expect(open).toHaveLength(1);
    open[0]?.end();
    await settled();
    expect(open).toHaveLength(2);
    open[1]?.end(pauseOf(5_000));
    await ends;
    expect(open).toHaveLength(2);
    await gate.release();
    expect(await lanes.acquire('sharePoint')).toEqual({ kind: 'closed', until: NOW + 7_000 });
  });

  it('makes no call that waited for the lane to be renewed when the gate was closed meanwhile', async () => {
    const { promise: renewal, resolve: renew } = Promise.withResolvers<boolean>();
    const lane = await takeLane(memoryLanes(() => NOW));
    const slow: Lane = { ...lane, ensure: () => renewal };
    const gate = new HostGate('graph', slow, { deadline: NOW + 240_000, now: () => NOW });
    const late = startCalls(gate, 1);
    await settled();
    await gate.hold(NOW + 5_000, pauseOf(5_000));
    renew(true);
    await late.ends;
    expect(late.open).toHaveLength(0);
  });
});
