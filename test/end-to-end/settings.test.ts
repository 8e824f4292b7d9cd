import { afterEach, describe, expect, test } from '@jest/globals';
import { ApiClient, type Accepted, type Refusal } from '../support/api-client';
import { samplePerson } from '../support/sample-person';
import { listStoredBlobs } from '../support/stored-blobs';
import {
  openStoredTable,
  readProfileRow,
  readStoredRows,
  writeSetting,
} from '../support/stored-rows';
import {
  control,
  countCalls,
  countEarlyCalls,
  moveClock,
  readPerson,
  refusalsUsedUp,
} from '../support/tenant-desk';
import { useSystem } from '../support/test-system';

const system = useSystem();

/** Edits a row of table `Settings` behind the app's back, and lets the time pass in which it may not know. */
async function edit(name: string, value: string | Record<string, unknown>): Promise<void> {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  await writeSetting(system.storage, name, text);
  await moveClock(system.tenantUrl, '+61s');
}

async function remove(name: string): Promise<void> {
  await openStoredTable(system.storage, 'Settings').deleteEntity('Settings', name);
  await moveClock(system.tenantUrl, '+61s');
}

const ON = { TogoUPEnabled: true, SharePointUPSync: true };

afterEach(async () => {
  await writeSetting(system.storage, 'IntakeLimits', '{}');
  await edit('SyncConfiguration', ON);
});

/** The status and the code of a delivery on both doors. */
async function tryBothDoors(userId: string): Promise<[number, string][]> {
  const hr = await ApiClient.signIn(system);
  const people = [samplePerson(userId)];
  const batch = await hr.postBatch<Refusal>(people);
  const file = await hr.postFile<Refusal>(JSON.stringify({ users: people }));
  return [batch, file].map(({ status, body }) => [status, body.error.code]);
}

function twice<Item>(item: Item): Item[] {
  return [item, item];
}

describe('S2-S5: SyncConfiguration in table Settings', () => {
  test('S2, S5: TogoUPEnabled false or missing refuses both doors, true lets in again', async () => {
    for (const value of [{ TogoUPEnabled: false }, {}, { SharePointUPSync: true }]) {
      await edit('SyncConfiguration', value);
      expect(await tryBothDoors('E-s5')).toEqual(twice([403, 'SyncDisabled']));
    }
    expect(await readStoredRows(system.storage, 'Submissions')).toEqual([]);
    expect(await listStoredBlobs(system.storage)).toEqual([]);
    await edit('SyncConfiguration', ON);
    const hr = await ApiClient.signIn(system);
    expect((await hr.postBatch([samplePerson('E-s5')])).status).toBe(200);
  });

  test('S3: without the row deliveries are refused, and one error row says why', async () => {
    await remove('SyncConfiguration');
    for (let times = 0; times < 2; times += 1) {
      expect(await tryBothDoors('E-s3')).toEqual(twice([403, 'SyncDisabled']));
    }
    const lines = await readStoredRows(
      system.storage,
      'TogoUPErrorDetail',
      "code eq 'ConfigurationMissing'",
    );
    expect(lines).toMatchObject([{ status: 'Error' }]);
    expect(await readProfileRow(system.storage, 'E-s3')).toBeUndefined();
  });

  test.each(['{', '[]', '"on"', '{"TogoUPEnabled":"yes"}'])(
    'S4: the value %s is a 503 and nothing is queued',
    async (text) => {
      await edit('SyncConfiguration', text);
      const hr = await ApiClient.signIn(system);
      const { status, headers, body } = await hr.postBatch<Refusal>([samplePerson('E-s4')]);
      expect({ status, code: body.error.code }).toEqual({
        status: 503,
        code: 'ConfigurationInvalid',
      });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await tryBothDoors('E-s4')).toEqual(twice([503, 'ConfigurationInvalid']));
      expect(await readProfileRow(system.storage, 'E-s4')).toBeUndefined();
    },
  );

  test('S4: another broken row is a 503, too', async () => {
    await edit('IntakeLimits', '{"maxUsers":"many"}');
    expect(await tryBothDoors('E-s4l')).toEqual(twice([503, 'ConfigurationInvalid']));
  });
});

describe('S6: SharePointUPSync', () => {
  test('off or missing: the rows are written and nobody is called', async () => {
    const hr = await ApiClient.signIn(system);
    for (const [place, value] of [{}, { SharePointUPSync: false }].entries()) {
      await edit('SyncConfiguration', { TogoUPEnabled: true, ...value });
      const calls = await countCalls(system.tenantUrl);
      const ended = await hr.complete([samplePerson(`E-s6-${place}`)]);
      expect(ended).toMatchObject({ state: 'completed', outcomes: { created: 1 } });
      expect(await readProfileRow(system.storage, `E-s6-${place}`)).toBeDefined();
      expect(await countCalls(system.tenantUrl)).toBe(calls);
    }
  });

  test('on again: the same people, changed, are brought to SharePoint whole', async () => {
    const hr = await ApiClient.signIn(system);
    await edit('SyncConfiguration', { TogoUPEnabled: true });
    await hr.complete([samplePerson('E-s6b')]);
    await edit('SyncConfiguration', ON);
    await hr.complete([samplePerson('E-s6b', { jobTitle: 'Manager' })]);
    expect(await readPerson(system.tenantUrl, 'e-s6b@contoso.com')).toMatchObject({
      user: { jobTitle: 'Manager', department: 'Research' },
      profile: { AudienceDepartment: 'Audience Research' },
    });
  });
});

describe('people who wait to be pushed', () => {
  /** Delivers somebody whose push has to wait for the tenant. */
  async function deliverWaiting(userId: string): Promise<Accepted> {
    await control(system.tenantUrl, { throttle: { target: 'graph', retryAfter: '600' } });
    const hr = await ApiClient.signIn(system);
    const accepted = await hr.deliver([samplePerson(userId)]);
    await refusalsUsedUp(system.tenantUrl);
    return accepted;
  }

  const stateOf = async (submissionId: string): Promise<string> =>
    (await (await ApiClient.signIn(system)).status(submissionId)).state;

  test('S5: switched off they wait, and go on when it is on again', async () => {
    const { submissionId } = await deliverWaiting('E-wait1');
    await edit('SyncConfiguration', { ...ON, TogoUPEnabled: false });
    const calls = await countCalls(system.tenantUrl);
    await moveClock(system.tenantUrl, '+2h');
    await moveClock(system.tenantUrl, '+2h');
    expect(await stateOf(submissionId)).toBe('pushing');
    expect(await countCalls(system.tenantUrl)).toBe(calls);
    await edit('SyncConfiguration', ON);
    await moveClock(system.tenantUrl, '+2h');
    const ended = await (await ApiClient.signIn(system)).endedInTime(submissionId);
    expect(ended).toMatchObject({ state: 'completed', push: { pushed: 1, pending: 0 } });
    expect(await countEarlyCalls(system.tenantUrl)).toBe(0);
  });

  test('S6: when SharePointUPSync goes off meanwhile, they end without a call', async () => {
    const { submissionId } = await deliverWaiting('E-wait2');
    const calls = await countCalls(system.tenantUrl);
    await edit('SyncConfiguration', { TogoUPEnabled: true });
    await moveClock(system.tenantUrl, '+2h');
    const ended = await (await ApiClient.signIn(system)).endedInTime(submissionId);
    expect(ended).toMatchObject({ state: 'completed', push: { skipped: 1, pending: 0 } });
    expect(await countCalls(system.tenantUrl)).toBe(calls);
  });
});

describe('S48: limits are settings', () => {
  test('a body over the limit is a 413 that names it', async () => {
    await edit('IntakeLimits', { maxBodyBytes: 500 });
    const hr = await ApiClient.signIn(system);
    const people = [samplePerson('E-48')];
    for (const { status, body } of [
      await hr.postBatch<Refusal>(people),
      await hr.postFile<Refusal>(JSON.stringify({ users: people })),
    ]) {
      expect(status).toBe(413);
      expect(body.error).toMatchObject({ code: 'BodyTooLarge', details: { limitBytes: 500 } });
      expect(body.error.message).toContain('500');
    }
  });

  test('more people than the limit are a 413', async () => {
    await edit('IntakeLimits', { maxUsers: 2 });
    const hr = await ApiClient.signIn(system);
    const people = ['a', 'b', 'c'].map((name) => samplePerson(`E-48${name}`));
    const { status, body } = await hr.postBatch<Refusal>(people);
    expect({ status, code: body.error.code }).toEqual({ status: 413, code: 'TooManyUsers' });
    expect((await hr.postBatch(people.slice(1))).status).toBe(200);
  });
});
