import type { PersonPushed, PersonToPush } from '../push/person-to-push';
import type { OpenSubmission, PushResult } from '../model/submission';
import type { WorkQueue } from '../model/work-queue';
import { pushPeople } from '../push/push-people';
import { sinceRetry } from '../push/push-retries';
import { readOffPushes } from '../push/read-off-pushes';
import type { Routing } from '../push/route-properties';
import { DELIVERY_TIME_MS, OFF_MS, type PartName } from './apply-part';
import { DYING_MS, LAST_DELIVERY } from './bury-part';
import { readKeepDays } from './keep-days';
import type { PushPartPorts } from './push-part';
import { readPartPushes, type PartPushes } from './part-pushes';
import {
  finishedRanges,
  pushErrorDetails,
  rangesWithout,
  skippedPeople,
  type PushRange,
} from './push-range';
import { readRouting } from './read-routing';
import { readSyncSwitches } from './sync-switches';
import { waitOnQueue } from './wait-on-queue';

const HOUR_MS = 3_600_000;
/** How soon whoever is held by a bulk import is looked at again. */
const HELD_MS = 300_000;

export interface BuryPushPorts extends PushPartPorts {
  /** The poison queue itself: waiting is sending the message again (K10). */
  readonly buriedPushes: WorkQueue;
}

/** `delivery`: how often the poison message has been delivered, from 1. */
export type BuryPush = (name: PartName, delivery: number) => Promise<void>;

/**
 * The undertaker of pushes (K8): as with parts, it takes over the ranges without a result, waits until nobody can be
 * at work on them, and pushes them once more. From its third delivery on it calls nobody: it reads off who was pushed,
 * fails the rest, and puts them on the list of those to be tried again a day later.
 */
export function createBuryPush(ports: BuryPushPorts): BuryPush {
  return async (name, delivery) => {
    const deadline = ports.now() + DELIVERY_TIME_MS;
    const submission = await ports.ledger.find(name.submissionId);
    if (submission === undefined) return;
    const queue = ports.buriedPushes;
    const comeBack = (visibleAt: number): Promise<void> =>
      waitOnQueue({ ...ports, queue }, submission, { part: name.part, visibleAt });
    const known = await readPartPushes(ports, submission, name.part);
    const dueAt = await takeOver(ports, submission, known);
    if (dueAt > ports.now()) return comeBack(dueAt);
    const { accepts, pushes } = await readSyncSwitches(ports.configuration);
    const routing = accepts ? await readRouting(ports, name.submissionId) : undefined;
    if (routing === undefined) return comeBack(ports.now() + OFF_MS);
    const results = await ports.ledger.results(name.submissionId);
    const left = rangesWithout(known.ranges, results, 'done');
    const settle = chooseSettling(pushes, delivery);
    const waitUntil = await settle(ports, left, { routing, deadline });
    if (waitUntil !== undefined) return comeBack(waitUntil);
    await ports.progress.finish(name.submissionId, await readKeepDays(ports.configuration));
  };
}

function chooseSettling(pushes: boolean, delivery: number): Settle {
  if (!pushes) return skip;
  return delivery < LAST_DELIVERY ? pushOnceMore : readOff;
}

/** Marks the ranges without a result as dying, and tells when the last of them is due. */
async function takeOver(
  { ledger, now }: BuryPushPorts,
  { id }: OpenSubmission,
  { ranges, results }: PartPushes,
): Promise<number> {
  const untouched = rangesWithout(ranges, results, 'any');
  const dueAt = now() + DYING_MS;
  const dying = untouched.map(({ part, range }): PushResult => ({
    part,
    range,
    state: 'dying',
    pushes: {},
    errors: 0,
    dueAt,
  }));
  if (dying.length > 0) await ledger.recordPushes(id, dying);
  const waiting = [...results.pushes, ...dying].filter(
    (push) => push.part === ranges[0]?.part && push.state === 'dying',
  );
  return Math.max(0, ...waiting.map((push) => push.dueAt ?? 0));
}

interface Settling {
  readonly routing: Routing;
  readonly deadline: number;
}

/** Returns when to go on, if something is left. */
type Settle = (
  ports: BuryPushPorts,
  ranges: readonly PushRange[],
  settling: Settling,
) => Promise<number | undefined>;

async function pushOnceMore(
  ports: BuryPushPorts,
  ranges: readonly PushRange[],
  settling: Settling,
): Promise<number | undefined> {
  const people = ranges.flatMap((range) => range.people);
  if (people.length === 0) return undefined;
  const answer = await pushPeople({ people, ...settling, mayAwaitImport: false }, ports.tenant);
  await settleRanges(ports, ranges, answer.results);
  if (answer.failure !== undefined) throw answer.failure;
  const { waitUntil, awaitsImport } = answer;
  return waitUntil ?? (awaitsImport === undefined ? undefined : ports.now() + HELD_MS);
}

/** As in the push itself: nothing is sent, and a resync is owed (row S6). */
async function skip(ports: BuryPushPorts, ranges: readonly PushRange[]): Promise<undefined> {
  if (ranges.length > 0) await ports.owed.note();
  await settleRanges(ports, ranges, ranges.flatMap(skippedPeople));
  return undefined;
}

async function readOff(
  ports: BuryPushPorts,
  ranges: readonly PushRange[],
  { routing }: Settling,
): Promise<undefined> {
  const people = ranges.flatMap((range) => range.people);
  const finished = await readOffPushes({ people, routing }, ports.tenant);
  const isFinished = new Set(finished.map(({ person }) => person));
  const left = people.filter((person) => !isFinished.has(person));
  const dueAt = ports.now() + routing.settings.retryAfterHours * HOUR_MS;
  await ports.tenant.retries.add(
    left.map((person) => {
      const attempt = person.attempt + 1;
      return { ...person, attempt, since: sinceRetry(dueAt), dueAt };
    }),
  );
  await settleRanges(ports, ranges, [...finished, ...left.map(failed)]);
  return undefined;
}

function failed(person: PersonToPush): PersonPushed {
  const message = 'Pushing this person failed again and again; it is tried once more later.';
  return { person, outcome: 'failed', errors: [{ code: 'PartFailed', message }] };
}

async function settleRanges(
  { errors, ledger, now }: BuryPushPorts,
  ranges: readonly PushRange[],
  results: readonly PersonPushed[],
): Promise<void> {
  await errors.record(pushErrorDetails(results, now()));
  const [first] = ranges.flatMap(({ people }) => people);
  if (first !== undefined) {
    await ledger.settlePushes(first.submissionId, finishedRanges(ranges, results));
  }
}
