import { randomBytes } from 'node:crypto';
import { inRuns } from '../model/in-runs';
import { isWorthImporting, type ImportChoice } from './choose-way';
import { HOSTS } from './lanes';
import { listUsers } from './list-users';
import { openGates, type Gates } from './open-gates';
import { peopleManagerAllowance } from './pace';
import type { PersonToPush } from './person-to-push';
import { preparePeople } from './prepare-people';
import { isActive, isResolved, type PushCase } from './push-case';
import { answerOf, toWait, type PushAnswer } from './push-answer';
import { waitsForImport, type PushPorts, type PushRound } from './push-round';
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
    ...{ users: new Map(), missing: new Set(), failures: new Map() },
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
  const isWaiting = one.plan.words.every((word) => waitsForImport(round, one, word));
  if (!isResolved(one) || hasMoved(one) || one.record.sharedWith.length > 0) return true;
  if (isWaiting) one.unfinished = true;
  return !isWaiting;
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
