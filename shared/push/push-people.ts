import { randomBytes } from 'node:crypto';
import { inRuns } from '../model/in-runs';
import type { SyncError } from '../model/sync-error';
import { isWorthImporting, type ImportChoice } from './choose-way';
import { busyUntil, type GateClosing } from './host-gate';
import { HOSTS } from './lanes';
import { listUsers } from './list-users';
import { openGates, type Gates } from './open-gates';
import { peopleManagerAllowance } from './pace';
import type { PersonPushed, PersonToPush } from './person-to-push';
import { preparePeople } from './prepare-people';
import { isActive, isResolved, type PushCase } from './push-case';
import { pushedResult } from './pushed-result';
import { gateFor, wayIn, type PushPorts, type PushRound } from './push-round';
import { hasMoved, hasWork, readCases } from './read-cases';
import { mustRetry, recordPushes } from './record-pushes';
import type { Routing } from './route-properties';
import { sendEntra } from './send-entra';
import { sendProfiles } from './send-profiles';
import { wakeSharers } from './wake-sharers';

export interface PushRequest {
  /** The same person may be asked for more than once. */
  readonly people: readonly PersonToPush[];
  /** No call to the tenant starts after this time; milliseconds since the epoch. */
  readonly deadline: number;
  readonly routing: Routing;
  /** Whether those who are many may be left to a bulk import; who asks must see to it that one comes. */
  readonly mayAwaitImport: boolean;
}

export interface PushAnswer {
  /** Those who are finished, one for each request. */
  readonly results: readonly PersonPushed[];
  /** Others wait, and may be asked for again (all of the request may) from this time on. */
  readonly waitUntil?: number;
  /** Others wait for a bulk import: `going` on already, or to be `started`. */
  readonly awaitsImport?: 'going' | 'started';
  /** The hosts that they wait for, and why: `TenantRefused` is for an administrator to mend. */
  readonly closings: readonly GateClosing[];
  /** A call has failed, and nobody knows what it did: whom it concerns stays in doubt and is to be asked for again. */
  readonly failure?: SyncError;
}

const HOUR_MS = 3_600_000;

/** Marked and recorded together: a transaction takes as many. */
const PEOPLE_AT_ONCE = 100;

/**
 * Sends people's profiles, as they stand in the store, to SharePoint and Entra (K9). Repeating it is safe at any time:
 * what has arrived is not sent again, and what is in doubt is. Asked again after a crash or a wait, it answers for the
 * same submission what it answered before. Nobody who has nothing to send costs a write or a call (promise 3), and
 * nobody is even read while no host can be called.
 */
export async function pushPeople(request: PushRequest, ports: PushPorts): Promise<PushAnswer> {
  const { deadline, routing } = request;
  const allowance = peopleManagerAllowance(routing.settings);
  const gates = await openGates(new Set(HOSTS), ports.lanes, { ...ports, deadline, allowance });
  try {
    if (HOSTS.every((host) => gates.open(host) === undefined)) return toWait(gates, ports);
    return await pushAll(request, ports, gates);
  } finally {
    await gates.release();
  }
}

async function pushAll(
  { people, routing, mayAwaitImport }: PushRequest,
  ports: PushPorts,
  gates: Gates,
): Promise<PushAnswer> {
  const cases = await readCases({ people, routing }, ports);
  const choice = await chooseImport(cases, { ports, routing, mayAwaitImport });
  const mark = randomBytes(6).toString('base64url');
  const round: PushRound = {
    ...{ ports, routing, gates, choice, mark },
    ...{ users: new Map(), missing: new Set(), failures: [] },
  };
  const working = cases.filter(hasWork);
  await listUsers(working, round);
  const direct = working.filter((one) => goesDirectly(one, round));
  for (const some of inRuns(direct, PEOPLE_AT_ONCE)) await pushSome(some, round);
  await leaveShared(cases, ports);
  const seen = new Set(direct);
  const left = cases.filter((one) => !seen.has(one) && isTouched(one, ports));
  for (const some of inRuns(left, PEOPLE_AT_ONCE)) await record(some, round);
  return answerOf(cases, round);
}

/** Read after the lanes were taken: imports begin and end under the lane of SharePoint. */
async function chooseImport(
  cases: readonly PushCase[],
  {
    ports,
    routing,
    mayAwaitImport,
  }: { ports: PushPorts; routing: Routing; mayAwaitImport: boolean },
): Promise<ImportChoice> {
  const going = await ports.imports.read();
  const held = going === undefined ? {} : { heldBy: going.current.id };
  const many = cases.filter((one) => hasWork(one) && one.plan.words.some(isImportable));
  const isWorth = mayAwaitImport && isWorthImporting(many.length, routing.settings);
  const awaited = isWorth && (await ports.imports.readPause()).until <= ports.now();
  return { ...held, awaited };
}

function isImportable(word: PushCase['plan']['words'][number]): boolean {
  return word.to === 'sharePoint' && word.bulk;
}

/** Who only waits for an import, and is known in the tenant, has nothing to do in this round. */
function goesDirectly(one: PushCase, round: PushRound): boolean {
  const isWaiting = one.plan.words.every((word) => isAwaiting(wayIn(round, one, word)));
  if (!isResolved(one) || hasMoved(one) || one.record.sharedWith.length > 0) return true;
  if (isWaiting) one.unfinished = true;
  return !isWaiting;
}

function isAwaiting(way: ReturnType<typeof wayIn>): boolean {
  return way === 'held' || way === 'bulkImport';
}

async function pushSome(some: readonly PushCase[], round: PushRound): Promise<void> {
  if (HOSTS.every((host) => round.gates.open(host) === undefined)) {
    for (const one of some) one.unfinished = true;
    return;
  }
  await preparePeople(some, round);
  const ready = some.filter((one) => one.ready && !one.unfinished);
  const ends = await Promise.allSettled([sendEntra(ready, round), sendProfiles(ready, round)]);
  for (const end of ends) {
    if (end.status === 'rejected') throw end.reason;
  }
  for (const one of some) {
    const isLeft = one.plan.words.some(({ id }) => !one.results.has(id));
    if (one.ready && isLeft) one.unfinished = true;
  }
  await record(
    some.filter((one) => isTouched(one, round.ports)),
    round,
  );
}

function record(some: readonly PushCase[], { ports, routing, mark }: PushRound): Promise<void> {
  const now = ports.now();
  const retryAt = now + routing.settings.retryAfterHours * HOUR_MS;
  return recordPushes(some, ports, { mark, now, retryAt });
}

/** Who is gone no longer keeps from being pushed whoever has the same identity. */
async function leaveShared(cases: readonly PushCase[], ports: PushPorts): Promise<void> {
  for (const one of cases.filter((each) => !isActive(each))) {
    if (one.record.sharedWith.length === 0) continue;
    await wakeSharers(one, ports);
    one.record = { ...one.record, sharedWith: [] };
    one.claimed = true;
  }
}

function isTouched(one: PushCase, { now }: PushPorts): boolean {
  const hasNews = one.ready || one.claimed || one.found !== undefined;
  return hasNews || one.refusals.size > 0 || mustRetry(one, { now: now() });
}

function toWait(gates: Gates, { now }: PushPorts): PushAnswer {
  return { results: [], closings: gates.closings(), waitUntil: firstEnd(gates, now()) };
}

function firstEnd(gates: Gates, now: number): number {
  const untils = gates.closings().map(({ until }) => until);
  return untils.length > 0 ? Math.min(...untils) : busyUntil(now);
}

function answerOf(cases: readonly PushCase[], round: PushRound): PushAnswer {
  const { gates, ports, failures } = round;
  const results = cases.flatMap((one) => (one.unfinished ? [] : pushedResult(one)));
  const left = cases.filter(({ unfinished }) => unfinished);
  const [failure] = failures;
  const awaiting = left.filter((one) => awaitsImport(one, round));
  const going = round.choice.heldBy === undefined ? 'started' : 'going';
  return {
    results,
    closings: left.length === 0 ? [] : gates.closings(),
    ...(awaiting.length < left.length ? { waitUntil: firstEnd(gates, ports.now()) } : {}),
    ...(awaiting.length > 0 ? { awaitsImport: going } : {}),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Nothing else is left of them: they need not be looked at before an import has ended. */
function awaitsImport(one: PushCase, round: PushRound): boolean {
  const left = one.plan.words.filter(({ id }) => !one.results.has(id));
  return (
    isResolved(one) && left.length > 0 && left.every((word) => isLeftToImport(one, word, round))
  );
}

function isLeftToImport(
  one: PushCase,
  word: PushCase['plan']['words'][number],
  round: PushRound,
): boolean {
  return gateFor(round, one, word) === undefined && isAwaiting(wayIn(round, one, word));
}
