import fc from 'fast-check';
import type { PlannedDelivery, PlannedPerson } from './planned-delivery';
import { BROKEN_PERSON, REFUSED_PERSON } from './simulated-world';
import type { SimulationPlan, Troubles } from './simulation-plan';

/** Few people, few values: the more deliveries meet, the better. */
const userId = fc.constantFrom('anna', 'anna', 'anna', 'ANNA', 'bert', 'carl', 'dora', 'emil');
const value = fc.constantFrom('a', 'b', null);

/** From one person on, from two, or never. */
const importFrom = fc.constantFrom(1, 2, 2, 50);
const badJobs = fc.constantFrom(0, 0.3);

function personOf(id: fc.Arbitrary<string>): fc.Arbitrary<PlannedPerson> {
  const fields = fc.record(
    { name: value, phone: value, mobile: value, audienceDepartment: value },
    { requiredKeys: [] },
  );
  return fc.record(
    { userId: id, fields, extended: fc.constantFrom('a', 'b') },
    { requiredKeys: ['userId', 'fields'] },
  );
}

const ordinary = personOf(userId);
const difficult = personOf(fc.constantFrom(REFUSED_PERSON, BROKEN_PERSON));

const people = fc
  .tuple(
    fc.array(
      fc.oneof({ weight: 12, arbitrary: ordinary }, { weight: 1, arbitrary: fc.constant(null) }),
      { maxLength: 5 },
    ),
    // Somebody valid is in every delivery, or it would be refused.
    fc.oneof({ weight: 10, arbitrary: ordinary }, { weight: 1, arbitrary: difficult }),
  )
  .map(([some, last]) => [...some, last]);

const delivery: fc.Arbitrary<PlannedDelivery> = fc.record(
  {
    people,
    mode: fc.constantFrom('merge', 'merge', 'replace'),
    key: fc.nat(11).map((number) => `key ${number}`),
  },
  { requiredKeys: ['people', 'mode'] },
);

const troubles: fc.Arbitrary<Troubles> = fc.record({
  faultRate: fc.constantFrom(0, 0, 0.02, 0.15),
  crashRate: fc.constantFrom(0, 0.005, 0.02, 0.05),
  duplicates: fc.constantFrom(0, 0.3),
  losses: fc.constantFrom(0, 0.1),
  switching: fc.constantFrom(0, 0, 0, 0.01),
  importFrom,
  badJobs,
  isHasty: fc.boolean(),
  isSpread: fc.boolean(),
  focus: fc.constantFrom('everything', 'store', 'tenant'),
});

/** Anything at all. */
const arbitraryMix: fc.Arbitrary<SimulationPlan> = fc.record({
  seed: fc.nat(),
  deliveries: fc.array(delivery, { minLength: 1, maxLength: 8 }),
  troubles,
});

/** One field of two people, to and fro: an old word that looks like a new one is what mistakes stumble over. */
function duel([one, other]: readonly [string, string]): PlannedDelivery[] {
  return [one, other, one].map((name) => ({
    people: ['anna', 'bert'].map((id) => ({
      userId: id,
      fields: { name, audienceDepartment: name },
    })),
    mode: 'merge',
  }));
}

/** Workers overtake each other; little else goes wrong. */
const arbitraryDuel: fc.Arbitrary<SimulationPlan> = fc.record({
  seed: fc.nat(),
  deliveries: fc.constantFrom<[string, string]>(['a', 'b'], ['b', 'a']).map(duel),
  troubles: fc.record({
    faultRate: fc.constantFrom(0, 0, 0.02),
    crashRate: fc.constantFrom(0, 0, 0.005),
    duplicates: fc.constantFrom(0, 0.3),
    losses: fc.constant(0),
    switching: fc.constant(0),
    importFrom,
    badJobs,
    isHasty: fc.constant(false),
    isSpread: fc.boolean(),
    focus: fc.constantFrom('store', 'tenant'),
  }),
});

/** So much fails that messages die, while their copies are still at work. */
const arbitraryBurial: fc.Arbitrary<SimulationPlan> = fc.record({
  seed: fc.nat(),
  deliveries: fc.array(delivery, { minLength: 1, maxLength: 2 }),
  troubles: fc.record({
    faultRate: fc.constantFrom(0.2, 0.4),
    crashRate: fc.constantFrom(0, 0.02),
    duplicates: fc.constant(0.3),
    losses: fc.constant(0),
    switching: fc.constant(0),
    importFrom,
    badJobs,
    isHasty: fc.boolean(),
    isSpread: fc.constant(false),
    focus: fc.constantFrom('store', 'tenant'),
  }),
});

/** One person, or two who are enough for a file. */
const imported = fc
  .record({
    people: fc.constantFrom(['anna', 'bert'], ['anna', 'bert'], ['anna'], ['bert']),
    audienceDepartment: value,
    extended: fc.constantFrom('a', 'b'),
  })
  .map(({ people: ids, audienceDepartment, extended }): PlannedDelivery => ({
    people: ids.map((id) => ({ userId: id, fields: { audienceDepartment }, extended })),
    mode: 'merge',
  }));

/** Deliveries come while imports of earlier ones are under way; now few people have changed, now enough for a file. */
const arbitraryImports: fc.Arbitrary<SimulationPlan> = fc.record({
  seed: fc.nat(),
  deliveries: fc.array(imported, { minLength: 3, maxLength: 8 }),
  troubles: fc.record({
    faultRate: fc.constantFrom(0, 0, 0.02, 0.1),
    crashRate: fc.constantFrom(0, 0.005, 0.02),
    duplicates: fc.constantFrom(0, 0.3),
    losses: fc.constantFrom(0, 0.1),
    switching: fc.constantFrom(0, 0, 0.01),
    importFrom: fc.constantFrom(1, 2, 2),
    badJobs: fc.constantFrom(0, 0.3),
    isHasty: fc.boolean(),
    isSpread: fc.constant(true),
    focus: fc.constant('tenant'),
  }),
});

export const arbitraryPlan = fc.oneof(
  { weight: 2, arbitrary: arbitraryMix },
  { weight: 3, arbitrary: arbitraryDuel },
  { weight: 2, arbitrary: arbitraryBurial },
  { weight: 3, arbitrary: arbitraryImports },
);
