import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryPlan } from './arbitrary-plan';
import { FATES, STORIES, tellUntil } from './every-point';
import { expectPromises } from './expect-promises';
import type { Mistake } from './flows-over';
import { MISTAKES_OF_APPLY } from './mistakes-of-apply';
import { MISTAKES_OF_IMPORTS } from './mistakes-of-imports';
import { MISTAKES_OF_PUSH } from './mistakes-of-push';
import { MISTAKES_OF_RECORD } from './mistakes-of-record';
import { timeFor } from './property-runs';
import { Simulation } from './simulation';

/** Schedules within which a planted mistake has to show. */
const MAX_RUNS = 300;

/** So many are tried before the stories, which take longer. */
const FIRST_RUNS = 15;

/** In which story the mistake shows, wherever in it the worker is stopped; undefined when in none. */
async function storyThatFinds(mistake: Mistake): Promise<string | undefined> {
  for (const story of STORIES) {
    for (const [what, fate] of Object.entries(FATES)) {
      try {
        for (let call = 1; await tellUntil(story, fate(call), mistake); call++);
      } catch (error) {
        return `${story.name}, the worker ${what} a call: ${String(error)}`;
      }
    }
  }
  return undefined;
}

/** Which random schedule finds the mistake; undefined when none does. */
async function scheduleThatFinds(mistake: Mistake, numRuns: number): Promise<string | undefined> {
  const result = await fc.check(
    fc.asyncProperty(arbitraryPlan, async (plan) => {
      const simulation = new Simulation({ ...plan, mistake });
      await simulation.run();
      await expectPromises(simulation);
    }),
    { numRuns, endOnFailure: true, seed: 1 },
  );
  return result.failed ? `schedule ${result.numRuns}: ${String(result.errorInstance)}` : undefined;
}

const all = [
  ...MISTAKES_OF_RECORD,
  ...MISTAKES_OF_APPLY,
  ...MISTAKES_OF_PUSH,
  ...MISTAKES_OF_IMPORTS,
];

describe('every planted mistake is found: the promises are tried hard enough', () => {
  test(
    'and none is found where there is none',
    async () => {
      expect(await storyThatFinds({ name: 'none' })).toBeUndefined();
      expect(await scheduleThatFinds({ name: 'none' }, MAX_RUNS)).toBeUndefined();
    },
    timeFor(MAX_RUNS),
  );

  test.each(all.map((mistake) => [mistake.name, mistake] as const))(
    '%s',
    async (_, mistake) => {
      const found =
        (await scheduleThatFinds(mistake, FIRST_RUNS)) ??
        (await storyThatFinds(mistake)) ??
        (await scheduleThatFinds(mistake, MAX_RUNS));
      expect(found).toEqual(expect.any(String));
    },
    timeFor(MAX_RUNS),
  );
});
