import { describe, expect, it } from '@jest/globals';
import { Crashed, DyingProcess, type Crash } from './crashing-ports';
import { everybody, ImportWorld, PEOPLE } from './import-world';

/** How the import goes that the process dies in. */
const STORIES: Readonly<Record<string, (world: ImportWorld) => void>> = {
  'that succeeds': () => undefined,
  'that fails as a whole': ({ sharePoint }) => {
    sharePoint.nextEnd = { error: 1 };
  },
  'whose job is not named': ({ sharePoint }) => {
    sharePoint.emptyJobIds = 1;
  },
  'that must leave a property out': ({ sharePoint }) => {
    sharePoint.editable.add('CostCenter');
  },
};

/** One process dies at a call, the next one goes on; while the import is going on, one person changes. */
async function live(world: ImportWorld, crash: Crash): Promise<{ died: boolean }> {
  const process = new DyingProcess(world.ports, crash);
  const [dying, next] = [world.instance(process.ports), world.instance()];
  const current = () => (process.isDead ? next : dying);
  const ids = [await world.deliver(everybody('Old', { CostCenter: 'CC-7' }))];
  for (let minute = 0; minute < 2; minute += 1) {
    while (await world.step(current(), world.now + 10_000));
    if (minute === 0)
      ids.push(await world.deliver({ [PEOPLE[0]!]: { audienceDepartment: 'New' } }));
  }
  await world.settle(current);
  for (const id of ids) expect(await world.stateOf(id)).toBe('completed');
  return { died: process.isDead };
}

/** The sweep goes on with its other tasks, and tells of all that failed together. */
function isCrash(failure: unknown): boolean {
  return failure instanceof AggregateError
    ? failure.errors.every(isCrash)
    : failure instanceof Crashed;
}

function expectEverybodyRight({ tenant, sharePoint }: ImportWorld): void {
  sharePoint.tick();
  const profiles = PEOPLE.map((upn) => tenant.sharePoint.get(upn));
  expect(profiles).toEqual(
    PEOPLE.map((_, place) =>
      expect.objectContaining({
        AudienceDepartment: place === 0 ? 'New' : 'Old',
        CostCenter: 'CC-7',
      }),
    ),
  );
}

describe.each(Object.keys(STORIES))('K9: an import %s', (story) => {
  it.each(['before', 'after'] as const)(
    'survives that the process dies %s any of its calls',
    async (when) => {
      let deaths = 0;
      for (let at = 1, died = true; died; at += 1) {
        const world = new ImportWorld();
        STORIES[story]?.(world);
        ({ died } = await live(world, { at, when }));
        expect(world.failures.filter((failure) => !isCrash(failure))).toEqual([]);
        expectEverybodyRight(world);
        expect(await world.isQuiet()).toBe(true);
        const queued = world.sharePoint.jobs.map(({ fileUrl }) => fileUrl);
        expect(new Set(queued).size).toBe(queued.length);
        if (died) deaths += 1;
      }
      // Fewer would mean that the process did not get through the story.
      expect(deaths).toBeGreaterThan(60);
    },
  );
});

describe('files of an import that a process died in', () => {
  it('are gone after the next import', async () => {
    for (let at = 1, died = true; died; at += 7) {
      const world = new ImportWorld();
      ({ died } = await live(world, { at, when: 'after' }));
      await world.deliver(everybody('Later'));
      await world.settle(world.instance());
      expect(world.sharePoint.site.files.size).toBe(0);
    }
  });
});
