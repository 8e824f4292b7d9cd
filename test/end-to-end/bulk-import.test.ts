import { beforeEach, describe, expect, test } from '@jest/globals';
import { ApiClient, type Accepted, type Person } from '../support/api-client';
import { readErrorLines } from '../support/stored-rows';
import { control, countEarlyCalls, readCounts, readPerson } from '../support/tenant-desk';
import { useSystem } from '../support/test-system';

const system = useSystem();
let hr: ApiClient;

beforeEach(async () => {
  hr = await ApiClient.signIn(system);
});

/** Enough people for a file to be worth it, with nothing but properties that an import takes. */
function manyPeople(prefix: string, fields: Person, count = 60): Person[] {
  return Array.from({ length: count }, (_, place) => personOf(`${prefix}${place}`, fields));
}

function personOf(userId: string, fields: Person): Person {
  return { userId, upn: `${userId}@contoso.com`, ...fields };
}

async function profileOf(userId: string) {
  return (await readPerson(system.tenantUrl, `${userId}@contoso.com`))?.profile;
}

async function kindsOf(target: string): Promise<Readonly<Record<string, number>>> {
  return (await readCounts(system.tenantUrl)).requests[target]?.kinds ?? {};
}

describe('many people with custom properties', () => {
  test('S39: go in one file, and not one by one', async () => {
    const before = (await kindsOf('peopleManager'))['setSingle'] ?? 0;
    const ended = await hr.complete(manyPeople('many', { audienceDepartment: 'Käserei "A\\B"' }));
    expect(ended).toMatchObject({ state: 'completed', push: { pushed: 60, pending: 0 } });
    expect(await profileOf('many0')).toMatchObject({ AudienceDepartment: 'Käserei "A\\B"' });
    expect(await profileOf('many59')).toMatchObject({ AudienceDepartment: 'Käserei "A\\B"' });
    expect((await kindsOf('peopleManager'))['setSingle'] ?? 0).toBe(before);
    expect((await kindsOf('bulkImport'))['queue']).toBe(1);
    expect(await countEarlyCalls(system.tenantUrl)).toBe(0);
  });

  test('S40, S58: who has no profile is one warning, and the others arrive', async () => {
    const people = [
      ...manyPeople('beside', { audienceLocation: 'Bern' }),
      personOf('noprofile.bulk', { audienceLocation: 'Bern' }),
    ];
    const ended = await hr.complete(people);
    expect(ended).toMatchObject({ state: 'completed', push: { pushed: 60, waiting: 1 } });
    expect(await profileOf('beside7')).toMatchObject({ AudienceLocation: 'Bern' });
    const lines = await readErrorLines(system.storage, ended.submissionId);
    expect(lines.filter(({ status }) => status !== 'Completed')).toMatchObject([
      { status: 'Warning', code: 'IdentityNotResolvable', userId: 'noprofile.bulk' },
    ]);
  });

  test('S7: a property that SharePoint does not have is an error for each, and the others arrive', async () => {
    const extended = [{ Key: 'NobodyHasThis', Type: 1, Value: 'x' }];
    const people = manyPeople('seven', { audienceDepartment: 'Sales', extended_props: extended });
    const ended = await hr.complete(people);
    expect(ended).toMatchObject({ state: 'completedWithErrors', push: { failed: 60 } });
    expect(await profileOf('seven3')).toMatchObject({ AudienceDepartment: 'Sales' });
    const lines = await readErrorLines(system.storage, ended.submissionId);
    const missing = lines.filter(({ code }) => code === 'PropertyMissing');
    expect(missing).toHaveLength(60);
    expect(missing).toContainEqual(
      expect.objectContaining({ userId: 'seven3', property: 'NobodyHasThis' }),
    );
  });

  test('S60: a property that its owner may edit is learned about, and goes by PeopleManager', async () => {
    await control(system.tenantUrl, { properties: [{ name: 'EntityType', userEditable: true }] });
    const fields = { entityType: 'User', audienceDepartment: 'Research' };
    const ended = await hr.complete(manyPeople('sixty', fields));
    expect(ended).toMatchObject({ state: 'completed', push: { pushed: 60 } });
    const person = { EntityType: 'User', AudienceDepartment: 'Research' };
    expect(await profileOf('sixty11')).toMatchObject(person);
  });

  test('few people do not wait for a file', async () => {
    const before = (await kindsOf('bulkImport'))['queue'];
    await hr.complete([personOf('few', { audienceDepartment: 'Sales' })]);
    expect(await profileOf('few')).toMatchObject({ AudienceDepartment: 'Sales' });
    expect((await kindsOf('bulkImport'))['queue']).toBe(before);
  });

  test('an import that SharePoint does not take costs nobody anything: they go one by one', async () => {
    await control(system.tenantUrl, { imports: { listViewThreshold: true } });
    const ended = await hr.complete(manyPeople('refused', { audienceLocation: 'Genf' }));
    expect(ended).toMatchObject({ state: 'completed', push: { pushed: 60 } });
    expect(await profileOf('refused5')).toMatchObject({ AudienceLocation: 'Genf' });
    const lines = await readErrorLines(system.storage, ended.submissionId);
    expect(lines).toContainEqual(
      expect.objectContaining({ status: 'Warning', code: 'ImportFailed', target: 'bulkImport' }),
    );
  });

  test('and goes on with imports as soon as somebody who has mended it asks for a resync', async () => {
    await control(system.tenantUrl, { imports: { listViewThreshold: false } });
    const admin = await ApiClient.signIn(system, 'sync-admin');
    const { status, body } = await admin.send<Accepted>('POST', '/app/manage/push/resync');
    expect(status).toBe(200);
    await admin.ended(body.submissionId);
    const before = (await kindsOf('bulkImport'))['queue'] ?? 0;
    await hr.complete(manyPeople('mended', { audienceLocation: 'Genf' }));
    expect((await kindsOf('bulkImport'))['queue']).toBe(before + 1);
  });
});
