import { describe, expect, it } from '@jest/globals';
import { HOSTS, type Host, type Lane, type LaneAnswer, type Lanes } from '../../shared/push/lanes';
import { openGates } from '../../shared/push/open-gates';
import { memoryLanes } from '../fakes/memory-lanes';

const NOW = 1_767_600_000_000;
const BOTH = new Set(HOSTS);
const RULES = { deadline: NOW + 240_000, now: () => NOW };

async function takeLane(lanes: Lanes, host: Host): Promise<Lane> {
  const answer = await lanes.acquire(host);
  if (answer.kind !== 'mine') throw new Error(`The lane is ${answer.kind}.`);
  return answer.lane;
}

function freeLanes(): Lanes {
  return memoryLanes(() => NOW);
}

describe('the gates of a round', () => {
  it('are taken in one order, whatever order they are asked in', async () => {
    const lanes = freeLanes();
    const order: Host[] = [];
    const noting: Lanes = {
      acquire: (host) => {
        order.push(host);
        return lanes.acquire(host);
      },
    };
    const gates = await openGates(new Set<Host>(['sharePoint', 'graph']), noting, RULES);
    expect(order).toEqual(['graph', 'sharePoint']);
    expect(gates.open('graph')?.host).toBe('graph');
    expect(gates.open('sharePoint')?.host).toBe('sharePoint');
    expect(gates.closings()).toEqual([]);
  });

  it('leave alone what was not asked for', async () => {
    const lanes = freeLanes();
    const gates = await openGates(new Set<Host>(['graph']), lanes, RULES);
    expect(gates.open('sharePoint')).toBeUndefined();
    expect(gates.closings()).toEqual([]);
    expect(await lanes.acquire('sharePoint')).toMatchObject({ kind: 'mine' });
  });

  it('say why a host cannot be called', async () => {
    const lanes = freeLanes();
    const paused = await takeLane(lanes, 'graph');
    await paused.holdUntil(NOW + 5_000);
    await paused.release();
    await takeLane(lanes, 'sharePoint');
    const gates = await openGates(BOTH, lanes, RULES);
    expect(gates.open('graph')).toBeUndefined();
    const [graph, sharePoint] = gates.closings();
    expect(graph).toMatchObject({ host: 'graph', until: NOW + 5_000, code: 'Throttled' });
    expect(sharePoint).toMatchObject({ host: 'sharePoint', code: 'Throttled' });
    expect(sharePoint?.until).toBeGreaterThan(NOW);
  });

  it('are closed for counted calls alone once these are spent', async () => {
    const allowance = { calls: 1, windowMs: 300_000 };
    const gates = await openGates(BOTH, freeLanes(), { ...RULES, allowance });
    const gate = gates.open('sharePoint', { counted: true });
    const call = () => gate?.call(() => Promise.resolve(), { counted: true });
    await call();
    await expect(call()).rejects.toMatchObject({ code: 'Throttled' });
    expect(gates.open('sharePoint', { counted: true })).toBeUndefined();
    expect(gates.open('sharePoint')).toBe(gate);
    expect(gates.closings()).toMatchObject([{ host: 'sharePoint', until: NOW + 300_000 }]);
  });

  it('keep the longest pause that an answer of many asks for, also when the turn is over', async () => {
    const clock = { now: NOW };
    const now = () => clock.now;
    const lanes = memoryLanes(() => clock.now);
    const gates = await openGates(BOTH, lanes, { ...RULES, now, steadyNow: now });
    await gates.hold('graph', NOW + 5_000, { code: 'Throttled', message: 'Later.' });
    clock.now = NOW + 60_000;
    await gates.hold('graph', NOW + 70_000, { code: 'Throttled', message: 'Later.' });
    await gates.hold('sharePoint', NOW + 80_000, { code: 'Throttled', message: 'Later.' });
    await gates.release();
    expect(await lanes.acquire('graph')).toEqual({ kind: 'closed', until: NOW + 72_000 });
    expect(await lanes.acquire('sharePoint')).toEqual({ kind: 'closed', until: NOW + 82_000 });
  });

  it('are all given back', async () => {
    const lanes = freeLanes();
    await (await openGates(BOTH, lanes, RULES)).release();
    for (const host of HOSTS) expect(await lanes.acquire(host)).toMatchObject({ kind: 'mine' });
  });

  it('are given back when one of them cannot be asked for', async () => {
    const lanes = freeLanes();
    const broken: Lanes = {
      acquire: (host) =>
        host === 'graph' ? lanes.acquire(host) : Promise.reject(new Error('No answer.')),
    };
    await expect(openGates(BOTH, broken, RULES)).rejects.toThrow('No answer.');
    expect(await lanes.acquire('graph')).toMatchObject({ kind: 'mine' });
  });

  it('are waited for by those who have patience, as long as somebody has them', async () => {
    const lanes = freeLanes();
    const answers: LaneAnswer['kind'][] = [];
    const theirs = await takeLane(lanes, 'sharePoint');
    const givenBack: Lanes = {
      acquire: async (host) => {
        const answer = await lanes.acquire(host);
        answers.push(answer.kind);
        if (answer.kind === 'busy') await theirs.release();
        return answer;
      },
    };
    const gates = await openGates(new Set<Host>(['sharePoint']), givenBack, {
      ...RULES,
      patience: 500,
    });
    expect(answers).toEqual(['busy', 'mine']);
    expect(gates.open('sharePoint')).toBeDefined();
  });

  it('are kept while another one is waited for, longer than a lease lasts', async () => {
    const clock = { now: NOW };
    const lanes = memoryLanes(() => clock.now);
    const theirs = await takeLane(lanes, 'sharePoint');
    const slow: Lanes = {
      acquire: async (host) => {
        const answer = await lanes.acquire(host);
        if (answer.kind !== 'busy') return answer;
        await theirs.ensure(55_000);
        clock.now += 35_000;
        return answer;
      },
    };
    const rules = { ...RULES, now: () => clock.now, patience: 1_000, turnMs: 240_000 };
    const gates = await openGates(BOTH, slow, rules);
    expect(gates.closings()).toMatchObject([{ host: 'sharePoint' }]);
    expect(await lanes.acquire('graph')).toEqual({ kind: 'busy' });
  });

  it('are waited for no longer than that', async () => {
    const lanes = freeLanes();
    await takeLane(lanes, 'sharePoint');
    const gates = await openGates(BOTH, lanes, { ...RULES, patience: 500 });
    expect(gates.open('graph')).toBeDefined();
    expect(gates.open('sharePoint')).toBeUndefined();
  });
});
