import { describe, expect, it } from '@jest/globals';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import { everybody, ImportWorld } from './import-world';

const PAUSE_MS = 2_000;

/** Milliseconds until the import was queued, when the first file cannot be put because of this. */
async function timeToQueue(failure: (world: ImportWorld) => Error): Promise<number> {
  const world = new ImportWorld();
  let puts = 0;
  world.sharePoint.site.onCall = (what) => {
    if (what === 'put') puts += 1;
    if (what === 'put' && puts === 1) throw failure(world);
    world.sharePoint.tick();
  };
  await world.deliver(everybody('Research'));
  const instance = world.instance();
  const startedAt = world.now;
  while (world.sharePoint.jobs.length === 0) await world.step(instance, Infinity);
  expect(puts).toBe(2);
  return world.now - startedAt;
}

describe('an import that could not be stored', () => {
  it('is begun again when the pause that the tenant asked for has ended', async () => {
    const taken = await timeToQueue(
      ({ now }) => new RetryLaterError('Throttled', 'Later.', { retryAt: now + PAUSE_MS }),
    );
    expect(taken).toBeGreaterThanOrEqual(PAUSE_MS);
    expect(taken).toBeLessThan(60_000);
  });

  it('is begun again with the next try of its message', async () => {
    const taken = await timeToQueue(() => new SyncError('TenantUnavailable', 'Gone.'));
    expect(taken).toBeLessThan(120_000);
  });
});
