import { describe, expect, test } from '@jest/globals';
import { CALM } from '../promises/calm';
import type { PlannedDelivery } from '../promises/planned-delivery';
import { Simulation } from '../promises/simulation';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function delivery(name: string, key?: string): PlannedDelivery {
  return {
    people: [{ userId: 'anna', fields: { name } }],
    mode: 'merge',
    ...(key === undefined ? {} : { key }),
  };
}

function calm(): Simulation {
  return new Simulation({ seed: 1, deliveries: [], troubles: CALM });
}

describe('a delivery with an Idempotency-Key (K1)', () => {
  test('is answered the same again, and has one effect', async () => {
    const simulation = calm();
    await simulation.accept(delivery('a', 'key'));
    await simulation.accept(delivery('a', 'key'));
    const [first, second] = simulation.requests;
    expect(second!.answer).toEqual(first!.answer);
    expect(simulation.world.accepted).toHaveLength(1);
  });

  test('is refused with another body or mode', async () => {
    const simulation = calm();
    await simulation.accept(delivery('a', 'key'));
    await simulation.accept(delivery('b', 'key'));
    await simulation.accept({ ...delivery('a', 'key'), mode: 'replace' });
    expect(simulation.requests.map(({ refusals }) => refusals)).toEqual([
      [],
      ['IdempotencyKeyReused'],
      ['IdempotencyKeyReused'],
    ]);
    expect(simulation.world.accepted).toHaveLength(1);
  });

  test('S5: is answered again while synchronisation is off, when new ones are refused', async () => {
    const simulation = calm();
    await simulation.accept(delivery('a', 'key'));
    simulation.world.switch(false);
    await simulation.pass(MINUTE);
    await simulation.accept(delivery('a', 'key'));
    await simulation.accept(delivery('b'));
    const [first, again, other] = simulation.requests;
    expect(again!.answer).toEqual(first!.answer);
    expect(other!.refusals).toEqual(['SyncDisabled']);
  });

  test('is answered again after its end for as long as the key is remembered', async () => {
    const simulation = calm();
    const days = { submissionDays: 1, idempotencyDays: 7 };
    simulation.world.settings.edit('Retention', JSON.stringify(days));
    await simulation.accept(delivery('a', 'key'));
    await simulation.comeToRest();
    await simulation.pass(6 * DAY);
    await simulation.comeToRest();
    await simulation.accept(delivery('a', 'key'));
    expect(simulation.requests[1]!.answer).toEqual(simulation.requests[0]!.answer);
  });

  test('is a new one when its key has been forgotten', async () => {
    const simulation = calm();
    await simulation.accept(delivery('a', 'key'));
    await simulation.comeToRest();
    await simulation.pass(8 * DAY);
    await simulation.comeToRest();
    await simulation.accept(delivery('b', 'key'));
    expect(simulation.world.accepted).toHaveLength(2);
  });
});
