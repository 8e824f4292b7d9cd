import { expect } from '@jest/globals';
import type { StoredProfile } from '../../shared/apply/profile-store';
import type { PlannedPerson } from './planned-delivery';
import type { Simulation } from './simulation';

/** Promise 3: who is delivered once more as they stand costs no row, no call and no push. */
export async function expectUnchangedIsFree(simulation: Simulation): Promise<void> {
  const { world } = simulation;
  const people = [...world.rows.rows.values()].map(toPerson);
  if (people.length === 0) return;
  const effort = world.effort;
  const { answer } = await simulation.deliver({ people, mode: 'merge' });
  const summary = await world.ports.history.find(answer!.submissionId);
  expect(summary).toMatchObject({
    state: 'completed',
    outcomes: { unchanged: people.length },
    pushes: {},
  });
  expect(world.effort).toBe(effort);
}

function toPerson({ profile: { userId, fields, extended } }: StoredProfile): PlannedPerson {
  const { name, phone, mobile, audienceDepartment } = fields;
  const value = extended.find(({ Key }) => Key === 'A')?.Value;
  return {
    userId,
    fields: {
      ...(name === undefined ? {} : { name }),
      ...(phone === undefined ? {} : { phone }),
      ...(mobile === undefined ? {} : { mobile }),
      ...(audienceDepartment === undefined ? {} : { audienceDepartment }),
    },
    ...(typeof value === 'string' ? { extended: value } : {}),
  };
}
