import { expect, test } from '@jest/globals';
import type { Caller } from '../../shared/access/caller';
import { createShowSubmission } from '../../shared/flows/show-submission';
import { everybody, ImportWorld } from './import-world';

const MINUTE_MS = 60_000;
const ADMINISTRATOR: Caller = {
  kind: 'application',
  applicationId: 'desk',
  objectId: 'desk-principal',
  roles: ['ProfileSync.Admin'],
};

function viewOf(world: ImportWorld, submissionId: string) {
  const show = createShowSubmission({ ...world.ports, now: () => world.now });
  return show({ submissionId, caller: ADMINISTRATOR });
}

/** Delivers what comes up to then, and lets the time come. */
async function pass(world: ImportWorld, until: number): Promise<void> {
  const instance = world.instance();
  while (await world.step(instance, until));
  world.now = until;
}

test('says how many people wait for a bulk import, and when it is looked at next, for as long as it takes', async () => {
  const world = new ImportWorld();
  world.sharePoint.duration = 60 * MINUTE_MS;
  const id = await world.deliver(everybody('Research'));
  const start = world.now;
  for (const minutes of [2, 8, 23, 48]) {
    await pass(world, start + minutes * MINUTE_MS);
    const view = await viewOf(world, id);
    expect(view).toMatchObject({ state: 'pushing', pushes: { pending: 6 } });
    const wait = (view?.waitingUntil ?? 0) - world.now;
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(5 * MINUTE_MS);
  }
  await world.settle(world.instance());
  const ended = await viewOf(world, id);
  expect(ended).toMatchObject({ state: 'completed' });
  expect(ended).not.toHaveProperty('waitingUntil');
});

test('names no time that has passed', async () => {
  const world = new ImportWorld();
  world.set('Push', { bulkImport: 'off', graphWrites: false });
  const id = await world.deliver(everybody('Research'));
  expect(await viewOf(world, id)).not.toHaveProperty('waitingUntil');
});
