import { describe, expect, it } from '@jest/globals';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import { TargetGate } from '../../shared/push/target-gate';
import { memoryLanes } from '../fakes/memory-lanes';

const NOW = 1_767_600_000_000;

async function openGate(): Promise<{
  gate: TargetGate;
  clock: { now: number };
  lanes: ReturnType<typeof memoryLanes>;
}> {
  const clock = { now: NOW };
  const lanes = memoryLanes(() => clock.now);
  const answer = await lanes.acquire('graph');
  if (answer.kind !== 'mine') throw new Error('The lane is not free.');
  const time = { deadline: NOW + 240_000, now: () => clock.now };
  return { gate: new TargetGate('graph', answer.lane, time), clock, lanes };
}

const answered = (): Promise<string> => Promise.resolve('answer');

describe('the gate to a target', () => {
  it('passes answers and failures on', async () => {
    const { gate } = await openGate();
    expect(await gate.call(answered)).toBe('answer');
    const failure = new SyncError('TenantUnavailable', 'Gone.');
    await expect(gate.call(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(gate.closing).toBeUndefined();
  });

  it('closes for everybody, and a little longer, when the target asks for a pause', async () => {
    const { gate, clock, lanes } = await openGate();
    const pause = new RetryLaterError('Throttled', 'Later.', { retryAt: NOW + 10_000 });
    await expect(gate.call(() => Promise.reject(pause))).rejects.toBe(pause);
    expect(gate.closing).toEqual({
      target: 'graph',
      until: NOW + 12_000,
      code: 'Throttled',
      message: 'Later.',
    });
    await expect(gate.call(answered)).rejects.toMatchObject({ retryAt: NOW + 12_000 });
    await gate.release();
    clock.now = NOW + 11_999;
    expect(await lanes.acquire('graph')).toEqual({ kind: 'closed', until: NOW + 12_000 });
  });

  it('lets no call through after the deadline', async () => {
    const { gate, clock } = await openGate();
    clock.now = NOW + 239_999;
    expect(await gate.call(answered)).toBe('answer');
    clock.now = NOW + 240_000;
    await expect(gate.call(answered)).rejects.toBeInstanceOf(RetryLaterError);
    expect(gate.closing).toMatchObject({ until: NOW + 240_000 });
  });

  it('lets no call through once the lane is lost', async () => {
    const { gate, clock, lanes } = await openGate();
    clock.now = NOW + 61_000;
    expect(await lanes.acquire('graph')).toMatchObject({ kind: 'mine' });
    let calls = 0;
    const call = gate.call(() => {
      calls += 1;
      return answered();
    });
    await expect(call).rejects.toBeInstanceOf(RetryLaterError);
    expect(calls).toBe(0);
    expect(gate.closing?.until).toBeGreaterThan(clock.now);
  });

  it('gives a target up after three failures in a row, not before', async () => {
    const { gate } = await openGate();
    const fail = (): Promise<never> => Promise.reject(new SyncError('TenantUnavailable', 'Gone.'));
    for (const call of [fail, fail, answered, fail, fail]) {
      await gate.call(call).catch(() => undefined);
    }
    expect(gate.closing).toBeUndefined();
    await gate.call(fail).catch(() => undefined);
    expect(gate.closing).toMatchObject({ until: NOW, code: 'TenantUnavailable' });
  });
});
