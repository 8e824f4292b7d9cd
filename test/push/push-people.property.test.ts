import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { personKey } from '../../shared/model/person-key';
import type { PushPorts } from '../../shared/push/push-round';
import type { Trouble } from './push-chaos';
import { Simulation, type Plan } from './push-simulation';

const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  people: fc.integer({ min: 1, max: 5 }),
  changes: fc.integer({ min: 1, max: 25 }),
  instances: fc.integer({ min: 1, max: 3 }),
  trouble: fc.record({
    crash: fc.constantFrom(0, 0.01, 0.03),
    throttle: fc.constantFrom(0, 0.05, 0.2),
    cut: fc.constantFrom(0, 0.05, 0.2),
  }),
});

describe('K9: pushing through crashes, repeated messages, throttling and cut answers', () => {
  it('promises 2 and 5: the tenant ends equal to the store and never goes back', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        expect(await new Simulation(plan).run()).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });
});

const lastRead = new WeakMap<PushPorts, ReturnType<PushPorts['readProfiles']>>();

/** Mistakes that the rules of K9 exist to prevent; each must be found, or the test above proves nothing. */
const MISTAKES: readonly (readonly [string, Trouble, (ports: PushPorts) => PushPorts])[] = [
  [
    'forgets its doubts',
    { crash: 0.02, throttle: 0.1, cut: 0.1 },
    (ports) => ({
      ...ports,
      store: {
        ...ports.store,
        read: async (keys) => {
          const rows = await ports.store.read(keys);
          return new Map(
            [...rows].map(([rowKey, { record, etag }]) => [
              rowKey,
              { record: { ...record, doubts: {} }, etag },
            ]),
          );
        },
      },
    }),
  ],
  [
    'sends profiles that it has read in an earlier round',
    { crash: 0, throttle: 0, cut: 0 },
    (ports) => {
      const fresh = ports.readProfiles([personKey('p0'), personKey('p1')]);
      const read = lastRead.get(ports) ?? fresh;
      lastRead.set(ports, fresh);
      return { ...ports, readProfiles: () => read };
    },
  ],
  [
    'calls without having the lane',
    { crash: 0.02, throttle: 0.1, cut: 0.1 },
    (ports) => ({
      ...ports,
      lanes: {
        acquire: () =>
          Promise.resolve({
            kind: 'mine',
            lane: {
              ensure: () => Promise.resolve(true),
              holdUntil: () => Promise.resolve(),
              reserve: (calls) => Promise.resolve({ granted: calls, until: Infinity }),
              release: () => Promise.resolve(),
            },
          }),
      },
    }),
  ],
];

describe('a product that breaks a rule of K9', () => {
  it.each(MISTAKES)('is found out when it %s', async (_what, trouble, mistake) => {
    const found: string[] = [];
    for (let seed = 1; seed <= 300 && found.length === 0; seed += 1) {
      const plan = { seed, people: 2, changes: 20, instances: 3, trouble, mistake };
      found.push(...(await new Simulation(plan).run()));
    }
    expect(found).not.toEqual([]);
  });
});
