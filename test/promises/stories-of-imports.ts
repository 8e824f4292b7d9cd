import type { ProfileImport } from '../../shared/push/import-store';
import type { PlannedDelivery } from './planned-delivery';
import type { Simulation } from './simulation';
import type { Story } from './story';

const MINUTE = 60_000;

/** Longer than the lease of a lane, shorter than a worker may be at work. */
const LEASE_OVER = 70_000;

/** Enough people for a file. */
function bothSay(audienceDepartment: string): PlannedDelivery {
  const people = ['anna', 'bert'].map((userId) => ({ userId, fields: { audienceDepartment } }));
  return { people, mode: 'merge' };
}

/** Too few for a file. */
function annaSays(audienceDepartment: string): PlannedDelivery {
  return { people: [{ userId: 'anna', fields: { audienceDepartment } }], mode: 'merge' };
}

/** Delivers, and does everything that can be done at once; what waits a few seconds waits. */
async function deliver(simulation: Simulation, delivery: PlannedDelivery): Promise<void> {
  await simulation.accept(delivery);
  await simulation.drain();
}

async function waitFor(
  simulation: Simulation,
  phases: readonly (ProfileImport['phase'] | undefined)[],
): Promise<void> {
  const { importStore } = simulation.world.ports;
  const isThere = async (): Promise<boolean> =>
    phases.includes((await importStore.read())?.current.phase);
  while (!(await isThere())) {
    await simulation.pass(6_000);
    await simulation.doOne();
  }
}

const IMPORT = { queue: 'imports', place: 0 } as const;

/** Newer words come and go, each later than the lease of whoever was stopped. */
async function sayMore(simulation: Simulation, ...words: readonly string[]): Promise<void> {
  for (const word of words) {
    await deliver(simulation, annaSays(word));
    await simulation.pass(LEASE_OVER);
    await simulation.drain();
  }
}

/** Bulk imports: long after their file was read they write what stood in it. */
export const STORIES_OF_IMPORTS: readonly Story[] = [
  {
    name: 'a bulk import is started while newer words come and go',
    importFrom: 2,
    tell: async (simulation, fate) => {
      simulation.world.imports.duration = 40 * MINUTE;
      await deliver(simulation, bothSay('a'));
      await simulation.pass(6_000);
      const victim = await simulation.startVictim(IMPORT, fate);
      // Whoever imports them once more is done before the first job.
      simulation.world.imports.duration = 10_000;
      await sayMore(simulation, 'b', 'a', 'c');
      return victim;
    },
  },
  {
    name: 'a bulk import is looked at while newer words come and go',
    importFrom: 2,
    tell: async (simulation, fate) => {
      simulation.world.imports.duration = 5 * MINUTE;
      await deliver(simulation, bothSay('a'));
      await waitFor(simulation, ['queued']);
      await deliver(simulation, annaSays('b'));
      await simulation.pass(6_000);
      const victim = await simulation.startVictim(IMPORT, fate);
      await sayMore(simulation, 'a', 'c');
      return victim;
    },
  },
  {
    name: 'a bulk import is settled while newer words come and go',
    importFrom: 2,
    tell: async (simulation, fate) => {
      simulation.world.imports.duration = 10_000;
      await deliver(simulation, bothSay('a'));
      await waitFor(simulation, ['settling']);
      const victim = await simulation.startVictim(IMPORT, fate);
      await sayMore(simulation, 'b');
      victim?.letGo?.();
      await waitFor(simulation, [undefined]);
      await sayMore(simulation, 'a');
      return victim;
    },
  },
  {
    name: 'a bulk import of which rows failed is settled',
    importFrom: 2,
    tell: async (simulation, fate) => {
      Object.assign(simulation.world.imports, { duration: 10_000, error: 30 });
      await deliver(simulation, bothSay('a'));
      await waitFor(simulation, ['settling']);
      return simulation.startVictim(IMPORT, fate);
    },
  },
];
