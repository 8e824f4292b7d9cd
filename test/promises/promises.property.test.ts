import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryPlan } from './arbitrary-plan';
import { expectPromises } from './expect-promises';
import { expectUnchangedIsFree } from './expect-unchanged-is-free';
import { PROPERTY_RUNS, timeFor } from './property-runs';
import { Simulation } from './simulation';

/** How requests and bulk imports ended, and all outcomes and pushes there were. */
async function whatHappened({ requests, world }: Simulation): Promise<string[]> {
  const seen = requests.flatMap(({ state, refusals }): string[] => [state, ...refusals]);
  for (const { submission } of world.accepted) {
    const { outcomes, pushes } = (await world.ports.history.find(submission.id))!;
    seen.push(...Object.keys(outcomes), ...Object.keys(pushes).map((name) => `push ${name}`));
  }
  for (const { end } of world.imports.jobs) seen.push(`job ${end ?? 'stuck'}`);
  return seen;
}

describe('the promises in random schedules', () => {
  test(
    'promises 1, 2, 4, 5: nothing accepted is lost, the last word wins, every submission ends',
    async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryPlan, async (plan) => {
          const simulation = new Simulation(plan);
          await simulation.run();
          await expectPromises(simulation);
          await expectUnchangedIsFree(simulation);
        }),
        { numRuns: PROPERTY_RUNS },
      );
    },
    timeFor(PROPERTY_RUNS),
  );

  test('the schedules are rough enough to mean something', async () => {
    const seen = new Set<string>();
    for (const plan of fc.sample(arbitraryPlan, { numRuns: 100, seed: 7 })) {
      const simulation = new Simulation(plan);
      await simulation.run();
      for (const what of await whatHappened(simulation)) seen.add(what);
    }
    const expected = [
      ...['answered', 'unknown', 'SyncDisabled', 'IdempotencyKeyReused', 'StorageUnavailable'],
      ...['created', 'updated', 'unchanged', 'skipped', 'rejected', 'failed'],
      ...['push pushed', 'push unchanged', 'push waiting'],
      ...['job 0', 'job 1', 'job 30', 'job stuck'],
    ];
    expect(expected.filter((what) => !seen.has(what))).toEqual([]);
  });
});
