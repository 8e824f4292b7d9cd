import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ApiClient, letTimePass, type Accepted, type Submission } from '../support/api-client';
import { eventually } from '../support/eventually';
import { samplePerson } from '../support/sample-person';
import { openStoredTable, writeSetting } from '../support/stored-rows';
import { moveClock, readCounts, readPerson } from '../support/tenant-desk';
import { useSystem } from '../support/test-system';

const system = useSystem();
const ON = { TogoUPEnabled: true, SharePointUPSync: true };
const OFF = { TogoUPEnabled: true };

/** Edits a row of table `Settings`, lets the time pass in which the app may not know, and signs in again. */
async function edit(name: string, value: object): Promise<ApiClient> {
  await writeSetting(system.storage, name, JSON.stringify(value));
  return letTimePass(system, '+61s');
}

async function askForResync(): Promise<Accepted> {
  const admin = await ApiClient.signIn(system, 'sync-admin');
  const { status, body } = await admin.send<Accepted>('POST', '/app/manage/push/resync');
  expect(status).toBe(200);
  expect(body.statusUrl).toBe(
    `${system.appUrl}/app/togouserprofile/submissions/${body.submissionId}`,
  );
  return body;
}

async function resync(): Promise<Submission> {
  const { submissionId } = await askForResync();
  return (await ApiClient.signIn(system, 'sync-admin')).ended(submissionId);
}

/** A minute in which what has come due is done; of a faster clock no work would ever be in time. */
async function minutePasses(): Promise<void> {
  await moveClock(system.tenantUrl, '+61s');
  await pause(1_000);
}

/** All resyncs so far that nobody asked for, once the last of them has ended. The sweep starts them. */
async function ownResyncs(): Promise<readonly Submission[]> {
  await moveClock(system.tenantUrl, '+61s');
  return eventually(
    async () => {
      const admin = await ApiClient.signIn(system, 'sync-admin');
      const { body } = await admin.get<{ items: (Submission & { caller: string })[] }>(
        '/app/manage/submissions',
      );
      return body.items.filter(({ caller }) => caller === 'profile-sync');
    },
    (items) => items.length > 0 && items.every(({ state }) => state === 'completed'),
  );
}

/** Kinds of calls that read or write people; the others are about the error file in the site. */
const ABOUT_PEOPLE = /user|batch|propert/i;

/** The calls about people that something costs. */
async function costOf(work: () => Promise<unknown>): Promise<number> {
  const before = await countCallsAboutPeople();
  await work();
  return (await countCallsAboutPeople()) - before;
}

async function countCallsAboutPeople(): Promise<number> {
  const { requests } = await readCounts(system.tenantUrl);
  return Object.values(requests)
    .flatMap(({ kinds }) => Object.entries(kinds))
    .filter(([kind]) => ABOUT_PEOPLE.test(kind))
    .reduce((sum, [, count]) => sum + count, 0);
}

const titleOf = async (userId: string): Promise<unknown> =>
  (await readPerson(system.tenantUrl, `${userId}@contoso.com`))?.user['jobTitle'];

describe('S6: everybody is compared with what was sent last', () => {
  beforeAll(async () => {
    const hr = await ApiClient.signIn(system);
    await hr.complete(['e-1', 'e-2', 'e-3'].map((userId) => samplePerson(userId)));
  });

  test('switched on later, those are sent who differ, without anybody asking', async () => {
    const hr = await edit('SyncConfiguration', OFF);
    const stored = await hr.complete([
      samplePerson('e-1'),
      samplePerson('e-2', { jobTitle: 'Manager' }),
      samplePerson('e-4', { jobTitle: 'Newcomer' }),
    ]);
    expect(stored).toMatchObject({ outcomes: { created: 1, updated: 1, unchanged: 1 } });
    expect([await titleOf('e-2'), await titleOf('e-4')]).toEqual(['Engineer', undefined]);
    await edit('SyncConfiguration', ON);
    expect(await ownResyncs()).toMatchObject([
      { received: 4, outcomes: { unchanged: 4 }, push: { pushed: 2, unchanged: 2, failed: 0 } },
    ]);
    expect([await titleOf('e-2'), await titleOf('e-4')]).toEqual(['Manager', 'Newcomer']);
  });

  test('promise 3: the next resync, and the next delivery, call nobody', async () => {
    expect(await costOf(resync)).toBe(0);
    const hr = await ApiClient.signIn(system);
    expect(await costOf(() => hr.complete([samplePerson('e-1'), samplePerson('e-3')]))).toBe(0);
  });

  test('asked for after PropertyMap was changed, exactly what it makes different is sent', async () => {
    const mappings = [
      { source: 'jobTitle', target: 'entra', property: 'jobTitle' },
      { source: 'audienceDepartment', target: 'sharePoint', property: 'AudienceDepartment' },
      { source: 'department', target: 'sharePoint', property: 'AboutMe' },
    ];
    await edit('PropertyMap', { mappings });
    const cost = await costOf(async () => {
      expect(await resync()).toMatchObject({ kind: 'resync', push: { pushed: 4, failed: 0 } });
    });
    // One property each, and nothing else.
    expect(cost).toBe(4);
    const { profile } = (await readPerson(system.tenantUrl, 'e-4@contoso.com'))!;
    expect(profile).toMatchObject({ AboutMe: 'Research' });
  });

  test('many people at once go by one bulk import, and the resync ends with it', async () => {
    const mappings = [{ source: 'location', target: 'sharePoint', property: 'AudienceLocation' }];
    await edit('PropertyMap', { mappings, extendedByKey: false });
    await edit('Push', { bulkImportFrom: 4 });
    const { submissionId } = await askForResync();
    const ended = await eventually(
      async () => {
        await minutePasses();
        return (await ApiClient.signIn(system, 'sync-admin')).status(submissionId);
      },
      ({ state }) => state === 'completed',
    );
    expect(ended).toMatchObject({ received: 4, push: { pushed: 4, pending: 0, failed: 0 } });
    const { requests } = await readCounts(system.tenantUrl);
    expect(requests['bulkImport']?.kinds['queue']).toBe(1);
    const { profile } = (await readPerson(system.tenantUrl, 'e-4@contoso.com'))!;
    expect(profile).toMatchObject({ AudienceLocation: 'Madrid' });
  });

  test('people who are deleted or locked are left out', async () => {
    const profiles = openStoredTable(system.storage, 'UserProfiles');
    for await (const row of profiles.listEntities()) {
      if (row['userId'] !== 'e-3') continue;
      const { partitionKey, rowKey } = row as { partitionKey: string; rowKey: string };
      await profiles.updateEntity({ partitionKey, rowKey, lifecycle: 'locked' }, 'Merge');
    }
    expect(await resync()).toMatchObject({ received: 3, push: { unchanged: 3 } });
  });
});
