import { beforeEach, describe, expect, test } from '@jest/globals';
import { ApiClient } from '../support/api-client';
import { eventually } from '../support/eventually';
import { samplePerson } from '../support/sample-person';
import {
  readErrorLines,
  readProfileRow,
  readStoredRows,
  type StoredRow,
} from '../support/stored-rows';
import {
  control,
  countEarlyCalls,
  moveClock,
  readCounts,
  readPerson,
  refusalsUsedUp,
} from '../support/tenant-desk';
import { useSystem } from '../support/test-system';

const system = useSystem();
let hr: ApiClient;

beforeEach(async () => {
  hr = await ApiClient.signIn(system);
});

/** The lines about a submission that came from pushing, with what matters of them. */
async function pushLines(submissionId: string): Promise<Record<string, unknown>[]> {
  const lines = await readErrorLines(system.storage, submissionId);
  return lines
    .filter((line) => line['stage'] === 'push')
    .map((line) => ({
      status: line['status'],
      code: line['code'],
      userId: line['userId'],
      ...(line['property'] === undefined ? {} : { property: line['property'] }),
    }));
}

/** Lets a day pass, and minutes after it, until the retry has left what is looked for. */
async function aDayLater<Value>(read: () => Promise<Value>, fits: (value: Value) => boolean) {
  await moveClock(system.tenantUrl, '+24h');
  return eventually(async () => {
    await moveClock(system.tenantUrl, '+61s');
    return read();
  }, fits);
}

describe('S40: people without a profile', () => {
  test.each([
    ['in Entra, but without a SharePoint profile', 'noprofile.s40'],
    ['whom Entra does not know', 'unknown.s40'],
  ])('%s: a warning, the row, the end; and a day later an error', async (_, name) => {
    const address = `${name}@contoso.com`;
    const who = { upn: address, email: address, account: address, loginName: address };
    const ended = await hr.complete([samplePerson(name, who), samplePerson(`beside-${name}`)]);
    expect(ended).toMatchObject({ state: 'completed', outcomes: { created: 2 } });
    expect(ended.push).toMatchObject({ waiting: 1, pushed: 1, failed: 0, pending: 0 });
    const { submissionId } = ended;
    const line = { code: 'IdentityNotResolvable', userId: name };
    expect(await pushLines(submissionId)).toEqual([{ status: 'Warning', ...line }]);
    const rows = await readErrorLines(system.storage, submissionId);
    expect(rows).toContainEqual(expect.objectContaining({ ...line, upn: address }));
    expect(await readProfileRow(system.storage, name)).toBeDefined();
    const lines = await aDayLater(
      () => pushLines(submissionId),
      (found) => found.some(({ status }) => status === 'Error'),
    );
    expect(lines).toContainEqual({ status: 'Error', ...line });
  });

  test('who has come into being by then is pushed, and there is no error', async () => {
    const upn = 'noprofile.later@contoso.com';
    const who = { upn, email: upn, account: upn, loginName: upn };
    const { submissionId } = await hr.complete([samplePerson('later', who)]);
    await control(system.tenantUrl, { users: [{ userPrincipalName: upn, hasProfile: true }] });
    await aDayLater(
      () => readPerson(system.tenantUrl, upn),
      (person) => person?.profile?.['CostCenter'] === 'CC-7',
    );
    expect(await readPerson(system.tenantUrl, upn)).toMatchObject({
      profile: { AudienceDepartment: 'Audience Research' },
    });
    expect(await pushLines(submissionId)).not.toContainEqual(
      expect.objectContaining({ status: 'Error' }),
    );
  });

  test('S10: who has no address at all is an error at once', async () => {
    const { submissionId } = await hr.complete([{ userId: 'nowhere', name: 'No Address' }]);
    expect(await pushLines(submissionId)).toMatchObject([
      { status: 'Error', code: 'IdentityMissing', userId: 'nowhere' },
    ]);
    expect(await readProfileRow(system.storage, 'nowhere')).toMatchObject({ name: 'No Address' });
  });
});

test('S7: a property that has been made in SharePoint by the next day is filled then', async () => {
  const extended = [{ Key: 'ParkingLot', Type: 1, Value: 'P-7' }];
  const { submissionId } = await hr.complete([
    samplePerson('E-parking', { extended_props: extended }),
  ]);
  expect(await pushLines(submissionId)).toEqual([
    { status: 'Error', code: 'PropertyMissing', userId: 'E-parking', property: 'ParkingLot' },
  ]);
  await control(system.tenantUrl, { properties: [{ name: 'ParkingLot' }] });
  await aDayLater(
    () => readPerson(system.tenantUrl, 'e-parking@contoso.com'),
    (person) => person?.profile?.['ParkingLot'] === 'P-7',
  );
  expect(await pushLines(submissionId)).toHaveLength(1);
});

describe('a tenant that asks for pauses', () => {
  test.each([
    ['graph', '2'],
    ['graph', '1.5'],
    ['peopleManager', '2'],
  ])('%s with Retry-After %s gets no early call, and everybody arrives', async (target, after) => {
    const people = Array.from({ length: 12 }, (_, number) =>
      samplePerson(`E-slow-${target}-${after}-${number}`),
    );
    await control(system.tenantUrl, { throttle: { target, retryAfter: after } });
    const { submissionId } = await hr.deliver(people);
    await refusalsUsedUp(system.tenantUrl);
    const ended = await hr.ended(submissionId);
    expect(ended).toMatchObject({ state: 'completed', push: { pushed: 12 } });
    expect(await countEarlyCalls(system.tenantUrl)).toBe(0);
    for (const person of people) {
      expect(await readPerson(system.tenantUrl, String(person['upn']))).toMatchObject({
        user: { displayName: person['name'] },
        profile: { CostCenter: 'CC-7' },
      });
    }
  });

  test('a pause of a day is waited out, and nobody is lost', async () => {
    await control(system.tenantUrl, {
      throttle: { target: 'peopleManager', status: 503, retryAfter: '86400' },
    });
    const { submissionId } = await hr.deliver([samplePerson('E-day')]);
    await refusalsUsedUp(system.tenantUrl);
    await moveClock(system.tenantUrl, '+25h');
    const later = await ApiClient.signIn(system);
    expect(await later.endedInTime(submissionId)).toMatchObject({ push: { pushed: 1 } });
    expect(await countEarlyCalls(system.tenantUrl)).toBe(0);
  });
});

describe('answers that get lost', () => {
  test.each(['reset-after', 'reset-before', 'html'])(
    'K9: after %s on both targets, the profiles are as the store has them',
    async (kind) => {
      await control(system.tenantUrl, {
        fault: [
          { target: 'graph', kind, count: 2 },
          { target: 'peopleManager', kind, count: 2 },
        ],
      });
      const people = [1, 2, 3].map((number) => samplePerson(`E-lost-${kind}-${number}`));
      const { submissionId } = await hr.deliver(people);
      const ended = await hr.endedInTime(submissionId);
      expect(ended).toMatchObject({ state: 'completed', push: { pushed: 3 } });
      for (const person of people) {
        expect(await readPerson(system.tenantUrl, String(person['upn']))).toMatchObject({
          user: { displayName: person['name'], jobTitle: 'Engineer' },
          profile: { AudienceDepartment: 'Audience Research', IsContractor: 'True' },
        });
      }
    },
  );

  test('a 500 that means "no" is that one attribute\'s error; all else arrives', async () => {
    const people = [1, 2].map((number) => samplePerson(`E-no-${number}`));
    // Only what is sent for the name holds this text, so only the calls that carry it are refused.
    await control(system.tenantUrl, {
      fault: { target: 'graph', kind: '500-permanent', count: 50, matching: 'García E-no-1' },
    });
    const { submissionId, push } = await hr.complete(people);
    expect(push).toMatchObject({ pushed: 1, failed: 1 });
    expect(await pushLines(submissionId)).toMatchObject([
      { status: 'Error', userId: 'E-no-1', property: 'displayName' },
    ]);
    const { fault } = await control(system.tenantUrl, {});
    expect((fault as { count: number }[])[0]?.count).toBeGreaterThan(40);
    expect(await readPerson(system.tenantUrl, 'e-no-1@contoso.com')).toMatchObject({
      user: { jobTitle: 'Engineer' },
      profile: { CostCenter: 'CC-7' },
    });
    expect(await readPerson(system.tenantUrl, 'e-no-2@contoso.com')).toMatchObject({
      user: { displayName: 'Ana García E-no-2' },
    });
  });
});

describe('S39: two people with one object id', () => {
  const alias = 'second.name@contoso.com';
  const of = (userId: string, upn: string) =>
    samplePerson(userId, { upn, email: upn, account: upn, loginName: upn });

  test('neither is pushed, and both are told so, by name', async () => {
    await control(system.tenantUrl, {
      users: [{ userPrincipalName: 'first.name@contoso.com', aliases: [alias] }],
    });
    const { submissionId, push } = await hr.complete([
      of('E-one', 'first.name@contoso.com'),
      of('E-two', alias),
    ]);
    expect(push).toMatchObject({ failed: 2 });
    const lines = await readErrorLines(system.storage, submissionId);
    const shared = lines.filter((line) => line['code'] === 'IdentityShared');
    expect(shared.map((line) => line['userId']).sort()).toEqual(['E-one', 'E-two']);
    for (const { message } of shared as (StoredRow & { message: string })[]) {
      expect(message).toMatch(/E-one.*E-two|E-two.*E-one/);
    }
    const { profile } = (await readPerson(system.tenantUrl, 'first.name@contoso.com'))!;
    expect(profile).not.toHaveProperty('CostCenter');
  });

  test('when one of them gets another address, both are pushed', async () => {
    await hr.complete([of('E-two', 'second.self@contoso.com')]);
    expect(await readPerson(system.tenantUrl, 'second.self@contoso.com')).toMatchObject({
      user: { displayName: 'Ana García E-two' },
    });
    const person = await aDayLater(
      () => readPerson(system.tenantUrl, 'first.name@contoso.com'),
      (found) => found?.profile?.['SeniorityYears'] === '12',
    );
    expect(person).toMatchObject({
      user: { displayName: 'Ana García E-one' },
      profile: { CostCenter: 'CC-7' },
    });
  });
});

test('every call to Graph and SharePoint says who it is from', async () => {
  expect((await readCounts(system.tenantUrl)).undecoratedUserAgents).toBe(0);
});

test('in the end nobody is left in doubt', async () => {
  // What has arrived in the tenant is recorded a moment later.
  const doubts = await eventually(
    async () => {
      const rows = await readStoredRows(system.storage, 'Pushes');
      return rows.map((row) => row['inDoubt'] ?? '{}').filter((doubt) => doubt !== '{}');
    },
    (left) => left.length === 0,
  );
  expect(doubts).toEqual([]);
});
