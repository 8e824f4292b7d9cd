import { inspect } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { ApiClient, BATCH, letTimePass, type Refusal } from '../support/api-client';
import { eventually } from '../support/eventually';
import { samplePerson } from '../support/sample-person';
import { peekMessages } from '../support/stored-messages';
import {
  readAllTables,
  readProfileRow,
  readStoredRows,
  writeSetting,
} from '../support/stored-rows';
import { control, countCalls, readPerson } from '../support/tenant-desk';
import { useDurableSystem } from '../support/test-system';

const system = useDurableSystem();
/** Starts the app with doors, but without what is behind them. */
const doorsOnly = {
  'AzureWebJobs.apply-changes.Disabled': 'true',
  'AzureWebJobs.push-profiles.Disabled': 'true',
};

afterEach(async () => {
  await system.endApp('SIGTERM');
});

function wholeText(value: unknown): string {
  return inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null });
}

async function switchSync(on: boolean): Promise<void> {
  const value = { TogoUPEnabled: on, SharePointUPSync: true };
  await writeSetting(system.storage, 'SyncConfiguration', JSON.stringify(value));
}

test('S5: accepted work waits while synchronisation is off, says so, and goes on afterwards', async () => {
  await system.startApp(doorsOnly);
  const { submissionId } = await (await ApiClient.signIn(system)).deliver([samplePerson('E-wait')]);
  await system.endApp('SIGTERM');
  await switchSync(false);
  await system.startApp();
  const hr = await ApiClient.signIn(system);
  const waiting = await eventually(
    () => hr.status(submissionId),
    ({ state }) => state === 'waiting',
  );
  expect(waiting).toMatchObject({ accepted: 1, outcomes: { created: 0 }, errorCount: 0 });
  const later = await letTimePass(system, '+10m');
  expect((await later.status(submissionId)).state).toBe('waiting');
  expect(await readProfileRow(system.storage, 'E-wait')).toBeUndefined();
  expect(await countCalls(system.tenantUrl)).toBe(0);
  await switchSync(true);
  expect(await hr.endedInTime(submissionId)).toMatchObject({
    state: 'completed',
    outcomes: { created: 1 },
    push: { pushed: 1 },
  });
  expect(await readPerson(system.tenantUrl, 'e-wait@contoso.com')).toBeDefined();
});

test('S48: the 51st unfinished delivery of one caller is a 429, until the others have ended', async () => {
  await writeSetting(system.storage, 'SyncConfiguration', '{"TogoUPEnabled":true}');
  await system.startApp(doorsOnly);
  const hr = await ApiClient.signIn(system);
  const people = (number: number) => [samplePerson(`E-many-${number}`)];
  const ids: string[] = [];
  for (let number = 0; number < 50; number += 1) {
    ids.push((await hr.deliver(people(number))).submissionId);
  }
  const refused = await hr.postBatch<Refusal>(people(50));
  expect(refused.status).toBe(429);
  expect(refused.body.error.code).toBe('TooManyDeliveries');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const { token } = await control(system.tenantUrl, { mint: { claims: { azp: 'other-hr' } } });
  const other = new ApiClient(system, String(token));
  expect((await other.postBatch([samplePerson('E-other')])).status).toBe(200);
  await system.endApp('SIGTERM');
  await system.startApp();
  const later = await ApiClient.signIn(system);
  for (const id of ids) expect(await later.ended(id)).toMatchObject({ outcomes: { created: 1 } });
  expect(await readProfileRow(system.storage, 'E-many-50')).toBeUndefined();
  expect((await later.postBatch(people(50))).status).toBe(200);
});

test('S43: without the keys of the tenant a caller is asked to come again, and health is up', async () => {
  await control(system.tenantUrl, { keys: { answer: 'fail' } });
  await system.startApp();
  const hr = await ApiClient.signIn(system);
  const { status, headers, body } = await hr.postBatch<Refusal>([samplePerson('E-keys')]);
  expect({ status, code: body.error.code }).toEqual({
    status: 503,
    code: 'SigningKeysUnavailable',
  });
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await fetch(new URL('/health', system.appUrl))).status).toBe(200);
  await control(system.tenantUrl, { keys: { answer: 'ok' } });
  const later = await letTimePass(system, '+61s');
  expect((await later.postBatch([samplePerson('E-keys')])).status).toBe(200);
});

test('design §4, promise 7: values and tokens are in no log, no message, no error line', async () => {
  const VALUE = 'CANARY-VALUE';
  const person = (userId: string, differing = {}) => ({
    ...Object.fromEntries(
      Object.entries(samplePerson(userId)).map(([field, value]) => [
        field,
        ['upn', 'email', 'account', 'loginName'].includes(field) ? value : `${VALUE}-${field}`,
      ]),
    ),
    userId,
    entityType: 'User',
    extended_props: [{ Key: 'CostCenter', Type: 1, Value: `${VALUE}-x` }],
    ...differing,
  });
  const extended = (Key: string, Type: number, Value: unknown) => ({
    extended_props: [{ Key, Type, Value }],
  });
  const unknown = { upn: 'unknown.canary-id@contoso.com', email: 'unknown.canary-id@contoso.com' };
  const people = [
    person('canary-id-good'),
    person('canary-id-again', { phone: `${VALUE}${'9'.repeat(70)}` }),
    person('canary-id-email', { email: `${VALUE} no address` }),
    person('canary-id-entity', { entityType: VALUE }),
    person('canary-id-integer', extended('SeniorityYears', 3, VALUE)),
    person('canary-id-property', extended('NotInSharePoint', 1, VALUE)),
    person('canary-id-long', { jobTitle: VALUE + 'x'.repeat(40_000) }),
    person('canary-id-longer', { jobTitle: VALUE + 'x'.repeat(200) }),
    person('canary-id-unknown', { ...unknown, account: '', loginName: '' }),
  ];
  await control(system.tenantUrl, {
    fault: [
      { target: 'graph', kind: 'reset-after' },
      { target: 'peopleManager', kind: 'html' },
      { target: 'peopleManager', kind: '500-permanent', matching: `${VALUE}-mobile` },
    ],
  });
  await switchSync(true);
  await system.startApp(doorsOnly);
  // The runner prints a token of its own; this one is like no other.
  const { token } = await control(system.tenantUrl, { mint: { claims: { uti: 'canary' } } });
  const hr = new ApiClient(system, String(token));
  const { submissionId, errors } = await hr.deliver(people);
  expect(errors.length).toBeGreaterThanOrEqual(4);
  expect(JSON.stringify(errors)).not.toContain(VALUE);
  const broken = await hr.postText<Refusal>(`{"users":[{"userId":"${VALUE}"`);
  expect(JSON.stringify(broken.body)).not.toContain(VALUE);
  const messages = await peekMessages(system.storage, 'profile-changes');
  expect(messages).toContain(JSON.stringify({ version: 1, submissionId, part: 0 }));
  await system.endApp('SIGTERM');
  await system.startApp({ 'AzureWebJobs.push-profiles.Disabled': 'true' });
  messages.push(
    ...(await eventually(
      () => peekMessages(system.storage, 'sharepoint-pushes'),
      (found) => found.length > 0,
    )),
  );
  await system.endApp('SIGTERM');
  await system.startApp();
  await hr.endedInTime(submissionId);
  expect(messages.join('\n')).not.toMatch(/canary/i);
  expect(system.output()).not.toMatch(/canary/i);
  expect(system.output()).not.toContain(hr.token);
  expect(system.output()).not.toContain('local-only');

  const tables = await readAllTables(system.storage, ['UserProfiles']);
  const lines = tables
    .get('TogoUPErrorDetail')
    ?.filter((line) => line['submissionId'] === submissionId);
  expect(lines?.length).toBeGreaterThan(7);
  expect(wholeText(await readStoredRows(system.storage, 'UserProfiles'))).toContain(VALUE);
  expect(wholeText(tables)).not.toContain(VALUE);
  // Error lines say who, in columns made for it, and nowhere else.
  const elsewhere = lines?.map(({ userId, upn, ...line }) => line);
  expect(wholeText(elsewhere)).not.toMatch(/canary-id/);
});

test('with the storage down a delivery is a 503, and nothing is said to be taken in', async () => {
  await system.startApp();
  const hr = await ApiClient.signIn(system);
  await hr.postBatch([samplePerson('E-down')], { query: '?dryRun=true' });
  await system.endStorage();
  const people = [samplePerson('E-down')];
  const answers = await Promise.all([
    hr.postBatch<Refusal>(people),
    hr.postBatch<Refusal>(people, { query: '?dryRun=true' }),
    hr.get<Refusal>('/app/togouserprofile/submissions/018f0000-0000-7000-8000-000000000000'),
  ]);
  for (const answer of answers) {
    expect({ status: answer.status, code: answer.body.error.code }).toEqual({
      status: 503,
      code: 'StorageUnavailable',
    });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.stringify(answer.body)).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/);
  }
  expect((await fetch(new URL(BATCH, system.appUrl), { method: 'POST' })).status).toBe(401);
});
