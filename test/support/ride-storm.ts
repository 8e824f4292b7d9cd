import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient, type Person, type Submission } from './api-client';
import { samplePerson } from './sample-person';
import { writeSetting } from './stored-rows';
import { countEarlyCalls, control, readCounts, readEverybody } from './tenant-desk';
import type { TwoApps } from './two-apps';

/** This share of all calls is refused. */
const SHARE = 0.8;
/** Seconds that are asked for, whole ones on SharePoint. */
const RETRY_AFTER = [1, 2];

/** Where tokens are had; the storm leaves them alone. */
const TOKENS = ['login', 'token'];

/** Deliveries of the two sorts: many people make a bulk import, few go property by property. */
const SIZES = [120, 30, 30, 30, 30, 30];

/** What a storm has done, and what became of the people delivered in it. */
export interface StormReport {
  /** Calls to Graph and SharePoint since it broke loose, and how many, items of batches included, were refused. */
  readonly calls: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly earlyCalls: number;
  readonly submissions: readonly Submission[];
  readonly people: number;
  /** Those whom Entra or SharePoint do not hold as they were sent. */
  readonly lost: readonly string[];
  /** Messages that went to a poison queue. */
  readonly buried: readonly string[];
}

/**
 * Delivers changes of a few hundred people to two apps while the tenant, which knows these people, refuses most calls
 * for that many seconds.
 */
export async function rideStorm({ apps }: TwoApps, seconds: number): Promise<StormReport> {
  const [{ tenantUrl, storage }] = apps;
  // A tenant of the largest size: it is the storm that is to slow them down, not the allowance.
  await writeSetting(storage, 'Push', JSON.stringify({ licences: 60_000 }));
  const callers = await Promise.all(apps.map((app) => ApiClient.signIn(app)));
  await deliverAll(callers, 'calm');
  const before = await readCalls(tenantUrl);
  await control(tenantUrl, { storm: { share: SHARE, seconds, retryAfter: RETRY_AFTER } });
  const passed = pause(seconds * 1_000);
  const submissions = await deliverAll(callers, 'storm', passed);
  const people = SIZES.flatMap((size, number) => peopleOf(number, size, 'storm'));
  return {
    ...callsSince(before, await readCalls(tenantUrl)),
    earlyCalls: await countEarlyCalls(tenantUrl),
    submissions,
    people: people.length,
    lost: await findLost(tenantUrl, people),
    buried: apps.flatMap((app) => app.output().match(/.*goes to \S+-poison.*/g) ?? []),
  };
}

/** One caller after another has its turn; all wait for the end of all. */
async function deliverAll(
  callers: readonly ApiClient[],
  version: string,
  passed: Promise<unknown> = Promise.resolve(),
): Promise<Submission[]> {
  const accepted = await Promise.all(
    SIZES.map(async (size, number) => {
      const caller = callers[number % callers.length] as ApiClient;
      return { caller, ...(await caller.deliver(peopleOf(number, size, version))) };
    }),
  );
  await passed;
  const submissions: Submission[] = [];
  for (const { caller, submissionId } of accepted) {
    submissions.push(await caller.ended(submissionId));
  }
  return submissions;
}

/** `version` changes what Graph writes, what PeopleManager writes and what an import carries. */
function peopleOf(delivery: number, count: number, version: string): Person[] {
  return Array.from({ length: count }, (_, place) => {
    const extended = { Key: 'CostCenter', Type: 1, Value: `CC-${version}-${String(place)}` };
    const differing = {
      jobTitle: `Engineer in a ${version}`,
      phone: `+34 91 ${version} ${String(place)}`,
      mobile: `+34 600 ${version} ${String(place)}`,
      extended_props: [extended],
    };
    return samplePerson(`${String(delivery)}-${String(place)}`, differing);
  });
}

type Calls = Pick<StormReport, 'calls' | 'refused'>;

async function readCalls(tenantUrl: string): Promise<Calls> {
  const { requests } = await readCounts(tenantUrl);
  const targets = Object.entries(requests).filter(([target]) => !TOKENS.includes(target));
  const refusals = targets.map(([target, { statuses }]) => [target, statuses['429'] ?? 0] as const);
  return {
    calls: Object.fromEntries(targets.map(([target, { total }]) => [target, total])),
    refused: Object.fromEntries(refusals),
  };
}

function callsSince(before: Calls, now: Calls): Calls {
  return {
    calls: difference(before.calls, now.calls),
    refused: difference(before.refused, now.refused),
  };
}

function difference(before: Calls['calls'], now: Calls['calls']): Calls['calls'] {
  return Object.fromEntries(
    Object.entries(now).map(([target, count]) => [target, count - (before[target] ?? 0)]),
  );
}

async function findLost(tenantUrl: string, people: readonly Person[]): Promise<string[]> {
  const { users, profiles } = await readEverybody(tenantUrl);
  const byName = new Map(users.map((user) => [user['userPrincipalName'], user]));
  return people.flatMap((person) => {
    const upn = String(person['upn']);
    const profile = profiles[`i:0#.f|membership|${upn}`] ?? {};
    const hasArrived = arrivedInEntra(person, byName.get(upn)) && arrivedInProfile(person, profile);
    return hasArrived ? [] : [String(person['userId'])];
  });
}

type Facts = Readonly<Record<string, unknown>>;

function arrivedInEntra(person: Person, user: Facts = {}): boolean {
  return (
    user['displayName'] === person['name'] &&
    user['jobTitle'] === person['jobTitle'] &&
    user['department'] === person['department'] &&
    JSON.stringify(user['businessPhones']) === JSON.stringify([person['phone']])
  );
}

function arrivedInProfile(person: Person, profile: Facts): boolean {
  const [{ Value: costCenter }] = person['extended_props'] as [{ Value: unknown }];
  return (
    profile['CellPhone'] === person['mobile'] &&
    profile['AudienceDepartment'] === person['audienceDepartment'] &&
    profile['CostCenter'] === costCenter
  );
}
