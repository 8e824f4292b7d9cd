import { LAST_DELIVERY } from '../../shared/flows/bury-part';
import { expectPromises } from './expect-promises';
import type { Mistake } from './flows-over';
import type { PlannedDelivery } from './planned-delivery';
import { CALM } from './calm';
import { Simulation } from './simulation';
import type { Fate } from './simulation-plan';
import { STORIES_OF_IMPORTS } from './stories-of-imports';
import type { Story } from './story';

function says(name: string): PlannedDelivery {
  return {
    people: [{ userId: 'anna', fields: { name, audienceDepartment: name } }],
    mode: 'merge',
  };
}

const DELIVERED: PlannedDelivery = {
  people: [
    { userId: 'anna', fields: { name: 'a', phone: '1', mobile: null }, extended: 'a' },
    { userId: 'bert', fields: { name: 'b' } },
    null,
    { userId: 'ANNA', fields: { mobile: '2' } },
    { userId: 'carl', fields: {} },
  ],
  mode: 'replace',
  key: 'key',
};

const MINUTE = 60_000;

/** The host gives the message of part 0 up and hands it to the undertaker. */
function bury(
  { world }: Simulation,
  queue: 'buriedChanges' | 'buriedPushes',
  deliveries = 0,
): void {
  const { id } = world.accepted[0]!.submission;
  world.ports[queue].receive({ version: 1, submissionId: id, part: 0 }, deliveries);
}

/** One after another, each with its push: the last word is the one that stood at first. */
export const STORIES: readonly Story[] = [
  {
    name: 'a delivery is taken in',
    tell: (simulation, fate) => simulation.accept(DELIVERED, fate),
  },
  {
    name: 'a part is applied',
    tell: async (simulation, fate) => {
      await simulation.accept(DELIVERED);
      return simulation.startVictim({ queue: 'changes', place: 0 }, fate);
    },
  },
  {
    name: 'refused people are recorded',
    tell: async (simulation, fate) => {
      await simulation.accept(DELIVERED);
      const { parts } = simulation.world.accepted[0]!.submission;
      return simulation.startVictim({ queue: 'changes', place: 0, part: parts.length - 1 }, fate);
    },
  },
  {
    name: 'a dead part is taken over',
    tell: async (simulation, fate) => {
      await simulation.accept(DELIVERED);
      bury(simulation, 'buriedChanges');
      return simulation.startVictim({ queue: 'buriedChanges', place: 0 }, fate);
    },
  },
  {
    name: 'a dead part is buried',
    tell: async (simulation, fate) => {
      await simulation.accept(DELIVERED);
      bury(simulation, 'buriedChanges');
      await simulation.startVictim({ queue: 'buriedChanges', place: 0 }, {});
      await simulation.pass(11 * MINUTE);
      return simulation.startVictim({ queue: 'buriedChanges', place: 0 }, fate);
    },
  },
  {
    name: 'a dead part is buried while another message gives it up',
    tell: async (simulation, fate) => {
      await simulation.accept(DELIVERED);
      bury(simulation, 'buriedChanges');
      await simulation.startVictim({ queue: 'buriedChanges', place: 0 }, {});
      await simulation.pass(11 * MINUTE);
      const victim = await simulation.startVictim({ queue: 'buriedChanges', place: 0 }, fate);
      bury(simulation, 'buriedChanges', LAST_DELIVERY - 1);
      await simulation.drain();
      return victim;
    },
  },
  {
    name: 'a dead push is buried',
    tell: async (simulation, fate) => {
      await simulation.accept(DELIVERED);
      await simulation.startVictim({ queue: 'changes', place: 0 }, {});
      bury(simulation, 'buriedPushes');
      await simulation.startVictim({ queue: 'buriedPushes', place: 0 }, {});
      await simulation.pass(11 * MINUTE);
      return simulation.startVictim({ queue: 'buriedPushes', place: 0 }, fate);
    },
  },
  {
    name: 'a dead push is given up',
    tell: async (simulation, fate) => {
      await simulation.accept(DELIVERED);
      await simulation.startVictim({ queue: 'changes', place: 0 }, {});
      bury(simulation, 'buriedPushes');
      await simulation.startVictim({ queue: 'buriedPushes', place: 0 }, { crashAt: 4 });
      await simulation.pass(11 * MINUTE);
      bury(simulation, 'buriedPushes', LAST_DELIVERY - 1);
      return simulation.startVictim({ queue: 'buriedPushes', place: 0 }, fate);
    },
  },
  {
    name: 'a sweep finds that every message was lost',
    tell: async (simulation, fate) => {
      simulation.world.ports.changes.troubles = { duplicates: 0, losses: 1 };
      await simulation.accept(DELIVERED);
      simulation.world.ports.changes.troubles = { duplicates: 0, losses: 0 };
      await simulation.pass(31 * MINUTE);
      return simulation.sweep(fate);
    },
  },
  {
    name: 'an old word is applied while a newer one comes and goes',
    tell: async (simulation, fate) => {
      await simulation.accept(says('a'));
      await simulation.drain();
      await simulation.accept(says('b'));
      const victim = await simulation.startVictim({ queue: 'changes', place: 1 }, fate);
      await simulation.accept(says('a'));
      await simulation.drain();
      return victim;
    },
  },
  {
    name: 'a new word is applied while an older one comes and goes',
    tell: async (simulation, fate) => {
      await simulation.accept(says('a'));
      await simulation.drain();
      await simulation.accept(says('b'));
      await simulation.accept(says('a'));
      const victim = await simulation.startVictim({ queue: 'changes', place: 2 }, fate);
      await simulation.drain();
      return victim;
    },
  },
  {
    name: 'an old word is pushed while a newer one comes and goes',
    tell: async (simulation, fate) => {
      await simulation.accept(says('a'));
      await simulation.drain();
      await simulation.accept(says('b'));
      await simulation.startVictim({ queue: 'changes', place: 1 }, {});
      const victim = await simulation.startVictim({ queue: 'pushes', place: 1 }, fate);
      await simulation.accept(says('a'));
      await simulation.drain();
      return victim;
    },
  },
  ...STORIES_OF_IMPORTS,
];

/** What can happen to a worker at a call; its answer is lost with the crash. */
export const FATES: Readonly<Record<string, (call: number) => Fate>> = {
  'crashes after': (call) => ({ crashAt: call }),
  'is held up after': (call) => ({ stallAt: call }),
};

/** Tells a story in which the worker meets its fate at this call; returns whether it did. */
export async function tellUntil(
  { tell, importFrom = CALM.importFrom }: Story,
  fate: Fate,
  mistake?: Mistake,
): Promise<boolean> {
  const simulation = new Simulation({
    seed: 1,
    deliveries: [],
    troubles: { ...CALM, importFrom },
    ...(mistake === undefined ? {} : { mistake }),
  });
  const victim = await tell(simulation, fate);
  const isMet = victim?.state === 'crashed' || victim?.letGo !== undefined;
  victim?.letGo?.();
  await simulation.comeToRest();
  await expectPromises(simulation);
  return isMet;
}
