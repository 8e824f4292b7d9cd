import { describe, expect, test } from '@jest/globals';
import { createApplyPart } from '../../shared/flows/apply-part';
import { createBuryPart } from '../../shared/flows/bury-part';
import type { SubmissionSummary } from '../../shared/model/submission';
import { CALM } from '../promises/calm';
import { expectPromises } from '../promises/expect-promises';
import type { FlowPorts, Mistake } from '../promises/flows-over';
import type { PlannedDelivery } from '../promises/planned-delivery';
import { BROKEN_PERSON } from '../promises/simulated-world';
import { Simulation } from '../promises/simulation';

function delivery(...userIds: readonly (string | null)[]): PlannedDelivery {
  const people = userIds.map((userId) =>
    userId === null ? null : { userId, fields: { name: userId } },
  );
  return { people, mode: 'merge' };
}

async function accepted(plan: PlannedDelivery, mistake?: Mistake) {
  const simulation = new Simulation({
    seed: 1,
    deliveries: [],
    troubles: CALM,
    ...(mistake === undefined ? {} : { mistake }),
  });
  await simulation.accept(plan);
  return { simulation, id: simulation.world.accepted[0]!.submission.id };
}

async function summaryOf({ world }: Simulation, id: string): Promise<SubmissionSummary> {
  return (await world.ports.history.find(id))!;
}

/** Both flows that apply, over ports in which something always fails. */
function applyingWith(change: (ports: FlowPorts) => Partial<FlowPorts>): Mistake {
  return {
    name: 'something always fails',
    flows: (ports) => ({
      applyPart: createApplyPart({ ...ports, ...change(ports) }),
      buryPart: createBuryPart({ ...ports, ...change(ports) }),
    }),
  };
}

const fails = (): Promise<never> => Promise.reject(new Error('The process is gone.'));

describe('the undertaker of parts (K8)', () => {
  test('promise 5: a person who cannot be written fails alone, after all the others', async () => {
    const others = Array.from({ length: 40 }, (_, index) => `person${index}`);
    const { simulation, id } = await accepted(delivery(BROKEN_PERSON, ...others));
    await simulation.comeToRest();
    expect(await summaryOf(simulation, id)).toMatchObject({
      state: 'completedWithErrors',
      outcomes: { created: 40, failed: 1 },
    });
    await expectPromises(simulation);
  });

  test('promise 4: a part ends that fails at every write', async () => {
    const { simulation, id } = await accepted(
      delivery('anna', 'bert'),
      applyingWith(({ profiles }) => ({
        profiles: { read: (keys) => profiles.read(keys), write: fails },
      })),
    );
    await simulation.comeToRest();
    expect(await summaryOf(simulation, id)).toMatchObject({
      state: 'failed',
      outcomes: { failed: 2 },
    });
    await expectPromises(simulation);
  });

  test('promise 4: a part ends that cannot even be read off', async () => {
    const { simulation, id } = await accepted(
      delivery('anna', 'bert', null),
      applyingWith(({ chunks, profiles }) => ({
        chunks: { ...chunks, readRejections: fails },
        profiles: { read: fails, write: (writes) => profiles.write(writes) },
      })),
    );
    await simulation.comeToRest();
    expect(await summaryOf(simulation, id)).toMatchObject({
      outcomes: { failed: 2, rejected: 1 },
      received: 3,
    });
  });

  test('promise 4: a delivery ends whose chunks are gone, and its counts add up', async () => {
    const { simulation, id } = await accepted(delivery('anna', 'bert', 'carl', null));
    simulation.world.ports.chunks.lose(id);
    await simulation.comeToRest();
    const summary = await summaryOf(simulation, id);
    expect(summary).toMatchObject({ outcomes: { failed: 3, rejected: 1 }, received: 4 });
    const { items } = await simulation.world.ports.errors.list({ submissionId: id });
    expect(items.filter(({ status }) => status === 'Error')).toHaveLength(summary.errorCount);
  });

  test('promise 4: a part that holds fewer changes than accepted ends, and its counts add up', async () => {
    const { simulation, id } = await accepted(
      delivery('anna', 'bert'),
      applyingWith(({ chunks }) => ({
        chunks: {
          ...chunks,
          readChanges: async (submission, part) =>
            (await chunks.readChanges(submission, part)).slice(1),
        },
      })),
    );
    await simulation.comeToRest();
    expect(await summaryOf(simulation, id)).toMatchObject({ outcomes: { failed: 2 } });
  });

  test('a short outage buries nobody', async () => {
    let isDown = true;
    const { simulation, id } = await accepted(
      delivery('anna'),
      applyingWith(({ profiles }) => ({
        profiles: {
          read: (keys) => (isDown ? fails() : profiles.read(keys)),
          write: (writes) => profiles.write(writes),
        },
      })),
    );
    await simulation.drain();
    isDown = false;
    await simulation.comeToRest();
    expect(await summaryOf(simulation, id)).toMatchObject({
      state: 'completed',
      outcomes: { created: 1 },
    });
  });
});
