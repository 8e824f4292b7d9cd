import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from '../support/api-client';
import { writeSetting } from '../support/stored-rows';
import {
  control,
  moveClock,
  readCounts,
  readEverybody,
  readRequests,
  type TenantRequest,
} from '../support/tenant-desk';
import { peopleBody, type PeopleBody } from './bench-people';
import { startBenchSystem, type BenchSystem } from './bench-system';
import type { Cell } from './print-table';

const COUNT = 10_000;
/** So many of them change in what Graph writes, all others in what a bulk import carries. */
const GRAPH_ONLY = 100;
const PROMOTION = 'Senior Engineer';
const NEW_AUDIENCE = 'New audience ';

const LIMITS = { maxCount: COUNT, maxBytes: 99_000_000 };

/** No limits of the tenant: what counts is how many requests there are, and the first load has many. */
const NO_LIMITS = { graphUnits: null, graphWrites: null, driveUnits: null, peopleManager: null };
const PUSH_SETTINGS = { licences: 60_000, peopleManagerCalls: 15_000 };

/** Looking whether an import has ended is polling, and tokens are had apart. */
const POLLS: ReadonlySet<string> = new Set(['bulkImport: find', 'bulkImport: list']);
const TOKENS: ReadonlySet<string> = new Set(['login', 'token']);

/** Nothing happens any more when no request has come for so long. */
const QUIET_MS = 10_000;

/**
 * Requests to Graph and SharePoint, a batch being one, for people whom the tenant knows and holds: most change in
 * what a bulk import carries, a few in what Graph writes; then the same once more.
 */
export async function measureTenant(): Promise<Cell[][]> {
  const system = await startBenchSystem({ pushes: true });
  try {
    await control(system.tenantUrl, { limits: NO_LIMITS });
    await writeSetting(system.storage, 'Push', JSON.stringify(PUSH_SETTINGS));
    await requestsFor(system, peopleBody('person', LIMITS));
    const changed = peopleBody('person', LIMITS, changesOf);
    const first = await requestsFor(system, changed);
    const again = await requestsFor(system, changed);
    await expectArrived(system.tenantUrl);
    return tableOf([first, again]);
  } finally {
    await system.close();
  }
}

function changesOf(place: number): Person {
  if (place < GRAPH_ONLY) return { jobTitle: PROMOTION };
  return { audienceDepartment: `${NEW_AUDIENCE}${String(place % 50)}` };
}

/** Few requests are worth nothing when they have left somebody behind. */
async function expectArrived(tenantUrl: string): Promise<void> {
  const { users, profiles } = await readEverybody(tenantUrl);
  const promoted = users.filter(({ jobTitle }) => jobTitle === PROMOTION).length;
  const moved = Object.values(profiles).filter((profile) =>
    profile['AudienceDepartment']?.startsWith(NEW_AUDIENCE),
  ).length;
  if (promoted === GRAPH_ONLY && moved === COUNT - GRAPH_ONLY) return;
  throw new Error(`${String(promoted)} promoted and ${String(moved)} moved have arrived.`);
}

/** Delivers and gives the requests of it, by kind, the file about its errors included. */
async function requestsFor(
  system: BenchSystem,
  body: PeopleBody,
): Promise<ReadonlyMap<string, number>> {
  const { tenantUrl } = system;
  const { clock } = await readCounts(tenantUrl);
  await system.deliver({ body });
  // The file is written by a timer, a minute later at most.
  await moveClock(tenantUrl, '+61s');
  const requests = await quietRequests(tenantUrl);
  const kinds = requests
    .filter(({ at, target, inBatch }) => at >= clock.now && !TOKENS.has(target) && !inBatch)
    .map(({ target, kind }) => `${target}: ${kind}`);
  return new Map([...new Set(kinds)].map((kind) => [kind, countOf(kinds, kind)]));
}

async function quietRequests(tenantUrl: string): Promise<readonly TenantRequest[]> {
  for (let known = await readRequests(tenantUrl); ;) {
    await pause(QUIET_MS);
    const requests = await readRequests(tenantUrl);
    if (requests.at(-1)?.at === known.at(-1)?.at) return requests;
    known = requests;
  }
}

function countOf(kinds: readonly string[], kind: string): number {
  return kinds.filter((one) => one === kind).length;
}

function tableOf(rounds: readonly ReadonlyMap<string, number>[]): Cell[][] {
  const kinds = [...new Set(rounds.flatMap((round) => [...round.keys()]))].sort();
  const sum = (round: ReadonlyMap<string, number>): number =>
    [...round].reduce((total, [kind, count]) => (POLLS.has(kind) ? total : total + count), 0);
  return [
    ...kinds.map((kind) => [kind, ...rounds.map((round) => round.get(kind) ?? 0)]),
    ['all of them, without polling for the end of an import', ...rounds.map(sum)],
  ];
}
