import { randomBytes } from 'node:crypto';
import { openGates } from './open-gates';
import type { PersonPushed, PersonToPush } from './person-to-push';
import { targetOf } from './plan-push';
import { preparePeople } from './prepare-people';
import { isActive, isResolved, type PushCase } from './push-case';
import { PUSH_TARGETS, type PushTarget } from './push-error';
import { pushedResult } from './pushed-result';
import type { PushPorts, PushRound } from './push-round';
import { hasMoved, hasWork, readCases } from './read-cases';
import { recordPushes } from './record-pushes';
import type { Routing } from './route-properties';
import { sendWords } from './send-words';
import { busyUntil, type GateClosing } from './target-gate';
import { wakeSharers } from './wake-sharers';

export interface PushRequest {
  /** At most `PUSH_RANGE_SIZE`; the same person may be asked for more than once. */
  readonly people: readonly PersonToPush[];
  /** No call to the tenant starts after this time; milliseconds since the epoch. */
  readonly deadline: number;
  readonly routing: Routing;
}

export interface PushAnswer {
  /** Those who are finished, one for each request. */
  readonly results: readonly PersonPushed[];
  /** The others wait, and may be asked for again (all of the request may) from this time on. */
  readonly waitUntil?: number;
  /** The targets that they wait for, and why: `TenantRefused` is for an administrator to mend. */
  readonly closings?: readonly GateClosing[];
}

const HOUR_MS = 3_600_000;

/**
 * Sends people's profiles, as they stand in the store, to SharePoint and Entra (K9). Repeating it is safe at any time:
 * what has arrived is not sent again, and what is in doubt is. Asked again after a crash or a wait, it answers for the
 * same submission what it answered before.
 *
 * A tenant that cannot be reached throws `TenantUnavailable`, after everybody else has been seen to and recorded; the
 * people whom it concerns stay in doubt. Nobody who has nothing to send costs a write or a call (promise 3).
 */
export async function pushPeople(request: PushRequest, ports: PushPorts): Promise<PushAnswer> {
  const cases = await readCases(request, ports);
  const working = cases.filter(hasWork);
  const targets = new Set(working.flatMap(targetsOf));
  const gates = await openGates(targets, ports.lanes, { ...ports, deadline: request.deadline });
  const mark = randomBytes(6).toString('base64url');
  const round: PushRound = { ports, routing: request.routing, gates, mark, failures: [] };
  try {
    await pushCases(working, round);
    await leaveShared(cases, ports);
    await recordPushes(cases.filter(isTouched), ports, {
      mark,
      now: ports.now(),
      retryAt: ports.now() + request.routing.settings.retryAfterHours * HOUR_MS,
    });
  } finally {
    await gates.release();
  }
  const [failure] = round.failures;
  if (failure !== undefined) throw failure;
  return answerOf(cases, round);
}

async function pushCases(working: readonly PushCase[], round: PushRound): Promise<void> {
  await preparePeople(working, round);
  await sendWords(working, round);
  for (const one of working) {
    const isLeft = one.plan.words.some(({ id }) => !one.results.has(id));
    if (one.ready && isLeft) one.unfinished = true;
  }
}

function targetsOf(one: PushCase): readonly PushTarget[] {
  if (hasMoved(one)) return PUSH_TARGETS;
  const targets = one.plan.words.map(targetOf);
  return isResolved(one) ? targets : ['graph', ...targets];
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

function isTouched(one: PushCase): boolean {
  return one.ready || one.claimed || one.found !== undefined || one.errors.length > 0;
}

function answerOf(cases: readonly PushCase[], { gates, ports }: PushRound): PushAnswer {
  const results = cases.flatMap((one) => (one.unfinished ? [] : pushedResult(one)));
  if (!cases.some(({ unfinished }) => unfinished)) return { results };
  const closings = gates.closings();
  const untils = closings.map(({ until }) => until);
  const waitUntil = untils.length > 0 ? Math.min(...untils) : busyUntil(ports.now());
  return { results, waitUntil, closings };
}
