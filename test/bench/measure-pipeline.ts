import { peopleBody, type PeopleBody } from './bench-people';
import { startBenchSystem } from './bench-system';
import type { Taken } from './deliver-people';
import type { Cell } from './print-table';
import { writeFloor } from './write-floor';

const MAX_BYTES = 99_000_000;
const FLOORS = 3;

/** Seconds. */
interface Round {
  readonly first: Taken;
  readonly again: Taken;
  readonly floor: number;
}

/**
 * A first load into an empty table and the same people once more, beside the same rows written straight. Of several
 * rounds, each on a system of its own, the fastest counts: the others were disturbed.
 */
export async function measurePipeline(count: number, roundCount: number): Promise<Cell[][]> {
  const body = peopleBody('person', { maxCount: count, maxBytes: MAX_BYTES });
  const rounds: Round[] = [];
  while (rounds.length < roundCount) rounds.push(await runRound(body));
  const floor = Math.min(...rounds.map((round) => round.floor));
  const row = (what: string, seconds: number, answered?: number): Cell[] => [
    `${count} people, ${what}`,
    ...[answered?.toFixed(1), seconds.toFixed(1), (count / seconds).toFixed(0)],
    (floor / seconds).toFixed(2),
  ];
  const first = fastestOf(rounds.map((round) => round.first));
  const again = fastestOf(rounds.map((round) => round.again));
  return [
    row('first load', first.ended, first.answered),
    row('the same again', again.ended, again.answered),
    row('rows written straight', floor),
  ];
}

async function runRound(body: PeopleBody): Promise<Round> {
  const system = await startBenchSystem();
  try {
    const first = await system.deliver({ body });
    const again = await system.deliver({ body });
    const floors: number[] = [];
    while (floors.length < FLOORS) floors.push(await writeFloor(system.storage));
    return { first, again, floor: Math.min(...floors) };
  } finally {
    await system.close();
  }
}

function fastestOf(taken: readonly Taken[]): Taken {
  return taken.reduce((best, one) => (one.ended < best.ended ? one : best));
}

/** Requests to storage that the two loads take. */
export async function countPipeline(count: number): Promise<Cell[][]> {
  const system = await startBenchSystem({ countRequests: true });
  try {
    const body = peopleBody('person', { maxCount: count, maxBytes: MAX_BYTES });
    const loads: ReadonlyMap<string, number>[] = [];
    system.requests?.take();
    for (let load = 0; load < 2; load += 1) {
      await system.deliver({ body });
      loads.push(system.requests?.take() ?? new Map<string, number>());
    }
    const kinds = [...new Set(loads.flatMap((load) => [...load.keys()]))].sort();
    return [
      ...kinds.map((kind) => [kind, ...loads.map((load) => load.get(kind) ?? 0)]),
      ['all of the app, without the host', ...loads.map(countOwn)],
    ];
  } finally {
    await system.close();
  }
}

function countOwn(load: ReadonlyMap<string, number>): number {
  return [...load].reduce((sum, [kind, count]) => (kind.startsWith('host') ? sum : sum + count), 0);
}
