import fc from 'fast-check';
import type { PlannedDelivery, PlannedPerson } from './planned-delivery';
import { BROKEN_PERSON, REFUSED_PERSON } from './simulated-world';
import type { SimulationPlan, Troubles } from './simulation';

/** Few people, few values: the more deliveries meet, the better. */
const userId = fc.constantFrom('anna', 'ANNA', 'bert', 'carl', 'dora', 'emil');
const value = fc.constantFrom('a', 'b', null);

function personOf(id: fc.Arbitrary<string>): fc.Arbitrary<PlannedPerson> {
  const fields = fc.record({ name: value, phone: value, mobile: value }, { requiredKeys: [] });
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
  faultRate: fc.constantFrom(0, 0.02, 0.15),
  crashRate: fc.constantFrom(0, 0.02, 0.05),
  duplicates: fc.constantFrom(0, 0.3),
  losses: fc.constantFrom(0, 0.1),
  switching: fc.constantFrom(0, 0, 0, 0.01),
});

export const arbitraryPlan: fc.Arbitrary<SimulationPlan> = fc.record({
  seed: fc.nat(),
  deliveries: fc.array(delivery, { minLength: 1, maxLength: 6 }),
  troubles,
});
