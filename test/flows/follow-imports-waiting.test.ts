import { describe, expect, it } from '@jest/globals';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import { everybody, ImportWorld, PEOPLE, setCalls } from './import-world';

const IN_AN_HOUR = Date.UTC(2026, 4, 17, 13);

describe('an import that cannot go on now', () => {
  it('D5: waits on the queue while SharePoint throttles, and is queued once', async () => {
    const world = new ImportWorld();
    const asked: number[] = [];
    world.sharePoint.answers.push(() => {
      asked.push(world.now);
      throw new RetryLaterError('Throttled', 'Wait.', { retryAt: world.now + 1_800_000 });
    });
    await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    expect(world.sharePoint.jobs).toHaveLength(1);
    const [refusedAt = 0] = asked;
    const [{ endsAt } = { endsAt: 0 }] = world.sharePoint.jobs;
    expect(endsAt - world.sharePoint.duration).toBeGreaterThanOrEqual(refusedAt + 1_800_000);
    expect(setCalls(world)).toBe(0);
  });

  it.each([
    [
      'the site throttles',
      () => new RetryLaterError('Throttled', 'Wait.', { retryAt: IN_AN_HOUR }),
    ],
    ['the site is away', () => new SyncError('TenantUnavailable', 'The site is away.')],
  ])(
    'begins anew, with the same people, after a file that could not be put because %s',
    async (_why, failure) => {
      const world = new ImportWorld();
      let isFirst = true;
      world.sharePoint.site.onCall = (what) => {
        if (what !== 'put' || !isFirst) return;
        isFirst = false;
        throw failure();
      };
      const id = await world.deliver(everybody('Research'));
      await world.settle(world.instance());
      expect(world.sharePoint.jobs).toHaveLength(1);
      expect(world.arrivals).toHaveLength(PEOPLE.length);
      expect(setCalls(world)).toBe(0);
      expect(await world.stateOf(id)).toBe('completed');
    },
  );

  it('K10: is not asked about more often when more messages ask for it', async () => {
    const calls: number[] = [];
    for (const messages of [0, 20]) {
      const world = new ImportWorld();
      world.sharePoint.duration = 20 * 60_000;
      const instance = world.instance();
      await world.deliver(everybody('Research'));
      for (let left = messages; left > 0; left -= 1) {
        await world.ports.imports.send({ version: 1, import: true });
      }
      await world.settle(instance);
      // What is left in the queue comes to an end, too.
      while (await world.step(instance, Infinity));
      expect(world.failures).toEqual([]);
      calls.push(world.sharePoint.calls.length);
    }
    expect(calls[1]).toBe(calls[0]);
  });

  it('waits on the queue for a lane that somebody else has', async () => {
    const world = new ImportWorld();
    await world.deliver(everybody('Research'));
    const instance = world.instance();
    while (world.ports.imports.waiting.length === 0) await world.step(instance, Infinity);
    const answer = await world.ports.tenant.lanes.acquire('sharePoint');
    const { visibleAt } = world.ports.imports.waiting[0]!;
    world.now = visibleAt;
    world.ports.imports.take(world.now);
    await instance.follow('message');
    expect(await world.ports.importStore.read()).toBeUndefined();
    expect(world.ports.imports.waiting).toEqual([
      { message: { version: 1, import: true }, visibleAt: expect.any(Number) },
    ]);
    if (answer.kind === 'mine') await answer.lane.release();
    await world.settle(instance);
    expect(world.sharePoint.jobs).toHaveLength(1);
  });

  it('wakes who has asked for it when imports were switched off meanwhile', async () => {
    const world = new ImportWorld();
    const id = await world.deliver(everybody('Research'));
    const instance = world.instance();
    while (world.ports.imports.waiting.length === 0) await world.step(instance, Infinity);
    world.set('Push', { bulkImport: 'off', graphWrites: false });
    world.now += 60_000;
    const startedAt = world.now;
    await world.settle(instance);
    expect(world.now - startedAt).toBeLessThan(10 * 60_000);
    expect(world.sharePoint.calls).toEqual([]);
    expect(setCalls(world)).toBe(PEOPLE.length);
    expect(await world.stateOf(id)).toBe('completed');
  });

  it('ends also when pushing was switched off meanwhile, and begins no other', async () => {
    const world = new ImportWorld();
    const instance = world.instance();
    await world.deliver(everybody('Research'));
    while (world.sharePoint.jobs.length === 0) await world.step(instance, Infinity);
    world.switch(false);
    await world.settle(instance);
    expect(await world.ports.importStore.read()).toBeUndefined();
    expect(world.sharePoint.jobs).toHaveLength(1);
  });

  it('starts nothing by the timer', async () => {
    const world = new ImportWorld();
    await world.deliver(everybody('Research'));
    await world.instance().follow('timer');
    expect(await world.ports.importStore.read()).toBeUndefined();
    expect(world.ports.imports.waiting).toEqual([]);
  });
});
