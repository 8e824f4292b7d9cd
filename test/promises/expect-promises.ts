import { expect } from '@jest/globals';
import type { StoredProfile } from '../../shared/apply/profile-store';
import { totalCount, type ChangeOutcome } from '../../shared/model/outcome';
import type { OpenSubmission } from '../../shared/model/submission';
import { expectTenantEqualsStore } from './expect-tenant';
import { lastWords, type Expected, type Spoken } from './last-words';
import type { PlannedDelivery } from './planned-delivery';
import type { Simulation } from './simulation';

/** Promises 1, 2, 4 and 5 of a simulation that has come to rest. */
export async function expectPromises(simulation: Simulation): Promise<void> {
  expectAnswersKept(simulation);
  const spoken: Spoken[] = [];
  for (const { request, submission } of simulation.world.accepted) {
    const delivery = simulation.requests[request]!.plan;
    const outcomes = await expectEnded(simulation, { submission, delivery });
    spoken.push({
      delivery,
      outcomes: new Map(outcomes.map(({ index, outcome }) => [index, outcome])),
    });
  }
  expect(storedWords(simulation)).toEqual(lastWords(spoken));
  if (simulation.world.pushes) expectTenantEqualsStore(simulation.world);
}

/** Promise 1: what was answered was accepted, what was refused was not, and each key had one effect. */
function expectAnswersKept({ world, requests }: Simulation): void {
  const idsOf = (index: number): string[] =>
    world.accepted.filter((one) => one.request === index).map(({ submission }) => submission.id);
  for (const [index, { state, answer, plan, refusals }] of requests.entries()) {
    const ids = idsOf(index);
    if (state === 'refused') expect({ refusals, ids }).toEqual({ refusals, ids: [] });
    if (answer === undefined) continue;
    const sameKey = requests.flatMap((other, place) =>
      plan.key !== undefined && other.plan.key === plan.key ? idsOf(place) : [],
    );
    expect(plan.key === undefined ? ids : sameKey).toEqual([answer.submissionId]);
  }
}

/** Promises 1 and 4: it ended, its list says so, and every entry has exactly one outcome. */
async function expectEnded(
  { world: { ports, pushes } }: Simulation,
  { submission, delivery }: { submission: OpenSubmission; delivery: PlannedDelivery },
): Promise<readonly ChangeOutcome[]> {
  const { id, parts, received } = submission;
  expect(await ports.ledger.find(id)).toBeUndefined();
  const summary = (await ports.history.find(id))!;
  expect(summary.state).toMatch(/^(completed|completedWithErrors|failed)$/);
  expect(summary.completedAt).toEqual(expect.any(Number));
  expect(received).toBe(delivery.people.length);
  const outcomes: ChangeOutcome[] = [];
  for (const part of parts.keys()) {
    outcomes.push(...((await ports.files.readOutcomes(id, part)) ?? []));
  }
  const indexes = outcomes.map(({ index }) => index).sort((a, b) => a - b);
  expect(indexes).toEqual([...delivery.people.keys()]);
  expect(totalCount(summary.outcomes)).toBe(received);
  const toPush = pushes ? outcomes.filter(({ push }) => push).length : 0;
  expect(totalCount(summary.pushes)).toBe(toPush);
  expect(summary.pushes.pending).toBeUndefined();
  await expectErrorLines({ ports }, id, outcomes);
  return outcomes;
}

/** One line an error and one `Completed` line, however often the work was done. */
async function expectErrorLines(
  { ports }: Pick<Simulation['world'], 'ports'>,
  submissionId: string,
  outcomes: readonly ChangeOutcome[],
): Promise<void> {
  const { items } = await ports.errors.list({ submissionId });
  const lines = items
    .filter(({ stage, status }) => stage !== 'push' && status !== 'Warning')
    .map(({ status, index }) => `${status} ${index ?? ''}`)
    .sort();
  const troubled = outcomes.filter(({ outcome }) => outcome === 'rejected' || outcome === 'failed');
  const expected = troubled.map(({ index }) => `Error ${index}`);
  expect(lines).toEqual([...expected, 'Completed '].sort());
}

function storedWords({ world }: Simulation): ReadonlyMap<string, Expected> {
  return new Map([...world.rows.rows].map(([rowKey, row]) => [rowKey, wordsOf(row)]));
}

function wordsOf({ profile: { userId, fields, extended } }: StoredProfile): Expected {
  return {
    userId,
    name: fields.name ?? null,
    phone: fields.phone ?? null,
    mobile: fields.mobile ?? null,
    audienceDepartment: fields.audienceDepartment ?? null,
    extended: (extended.find(({ Key }) => Key === 'A')?.Value ?? null) as string | null,
  };
}
