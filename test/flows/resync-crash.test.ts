import { describe, expect, test } from '@jest/globals';
import { CALM } from '../promises/calm';
import { FATES } from '../promises/every-point';
import { expectTenantEqualsStore } from '../promises/expect-tenant';
import type { PlannedDelivery } from '../promises/planned-delivery';
import { Simulation } from '../promises/simulation';
import type { Fate } from '../promises/simulation-plan';
import type { Worker } from '../promises/worker';

const MINUTE = 60_000;
/** More calls than any worker of the stories makes. */
const MANY_CALLS = 200;

/** A story with one worker to whom something happens; it may not come to that. */
interface Story {
  readonly name: string;
  readonly tell: (simulation: Simulation, fate: Fate) => Promise<Worker | undefined>;
}

function says(name: string, userIds = ['anna', 'bert', 'carl']): PlannedDelivery {
  return { people: userIds.map((userId) => ({ userId, fields: { name } })), mode: 'merge' };
}

/** Switches pushing on or off, and lets the time pass in which an instance may not know. */
async function setPushing(simulation: Simulation, isOn: boolean): Promise<void> {
  simulation.world.pushes = isOn;
  simulation.world.switch(true);
  await simulation.pass(MINUTE);
}

/** People whom the tenant knows as they were before pushing was switched off. */
async function leaveBehind(simulation: Simulation): Promise<void> {
  await simulation.accept(says('a'));
  await simulation.drain();
  await setPushing(simulation, false);
  await simulation.accept(says('b'));
  await simulation.drain();
  await setPushing(simulation, true);
}

async function openResync({ world }: Simulation): Promise<string> {
  const open = await world.ports.ledger.readOpen({ withPeople: false });
  return open.find(({ kind }) => kind === 'resync')!.id;
}

const STORIES: readonly Story[] = [
  {
    name: 'a delivery is applied while pushing is off',
    tell: async (simulation, fate) => {
      await setPushing(simulation, false);
      // One part, so that no other one notes what is owed.
      await simulation.accept(says('a', ['anna']));
      const victim = await simulation.startVictim({ queue: 'changes', place: 0 }, fate);
      await simulation.drain();
      await setPushing(simulation, true);
      return victim;
    },
  },
  {
    name: 'the sweep starts the resync that is owed',
    tell: async (simulation, fate) => {
      await leaveBehind(simulation);
      return simulation.sweep(fate);
    },
  },
  {
    name: 'the sweep starts the resync that is owed while more is noted',
    tell: async (simulation, fate) => {
      await leaveBehind(simulation);
      const victim = await simulation.sweep(fate);
      await setPushing(simulation, false);
      await simulation.accept(says('c'));
      await simulation.drain();
      await setPushing(simulation, true);
      return victim;
    },
  },
  {
    name: 'an administrator asks for a resync',
    tell: async (simulation, fate) => {
      await leaveBehind(simulation);
      return simulation.resync(fate);
    },
  },
  {
    name: 'a part of a resync is compared while a delivery comes and goes',
    tell: async (simulation, fate) => {
      await leaveBehind(simulation);
      await simulation.resync({});
      const place = await openResync(simulation);
      const victim = await simulation.startVictim({ queue: 'changes', place }, fate);
      await simulation.accept(says('c'));
      await simulation.drain();
      return victim;
    },
  },
  {
    name: 'a part of a resync is pushed while a delivery comes and goes',
    tell: async (simulation, fate) => {
      await leaveBehind(simulation);
      await simulation.resync({});
      const place = await openResync(simulation);
      await simulation.startVictim({ queue: 'changes', place }, {});
      const victim = await simulation.startVictim({ queue: 'pushes', place }, fate);
      await simulation.accept(says('c'));
      await simulation.drain();
      return victim;
    },
  },
];

/** Tells a story in which the worker meets its fate at this call; returns whether it did. */
async function tellUntil({ tell }: Story, fate: Fate): Promise<boolean> {
  const simulation = new Simulation({ seed: 1, deliveries: [], troubles: CALM });
  const victim = await tell(simulation, fate);
  const isMet = victim?.state === 'crashed' || victim?.letGo !== undefined;
  victim?.letGo?.();
  await simulation.comeToRest();
  const { ports } = simulation.world;
  expect(await ports.ledger.readOpen({ withPeople: false })).toEqual([]);
  expect(await ports.owed.read()).toBeUndefined();
  expect(simulation.world.tenant.entra.size).toBe(simulation.world.rows.rows.size);
  expectTenantEqualsStore(simulation.world);
  return isMet;
}

describe('S6: switched on later, the tenant ends as the store', () => {
  for (const story of STORIES) {
    test.each(Object.entries(FATES))(
      `${story.name}, and the worker %s any call`,
      async (_, fate) => {
        let call = 0;
        while (call < MANY_CALLS && (await tellUntil(story, fate(call + 1)))) call += 1;
        expect(call).toBeGreaterThan(3);
        expect(call).toBeLessThan(MANY_CALLS);
      },
    );
  }
});
