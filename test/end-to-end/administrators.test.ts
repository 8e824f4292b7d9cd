import { beforeAll, describe, expect, test } from '@jest/globals';
import { ApiClient, type ApiError, type Refusal } from '../support/api-client';
import { eventually } from '../support/eventually';
import { samplePerson } from '../support/sample-person';
import { readStoredRows, writeSetting } from '../support/stored-rows';
import { moveClock } from '../support/tenant-desk';
import { useSystem } from '../support/test-system';

const system = useSystem();
let hr: ApiClient;
let admin: ApiClient;
let reader: ApiClient;
let nobody: ApiClient;

beforeAll(async () => {
  hr = await ApiClient.signIn(system);
  admin = await ApiClient.signIn(system, 'sync-admin');
  reader = await ApiClient.signIn(system, 'sync-reader');
  nobody = await ApiClient.signIn(system, 'hr-readonly');
});

const CONFIGURATION = '/app/manage/configuration';
const LIMITS = `${CONFIGURATION}/IntakeLimits`;

interface Row {
  readonly name: string;
  readonly value: Record<string, unknown>;
  readonly etag?: string;
}

function put(client: ApiClient, path: string, value: unknown, headers: Record<string, string>) {
  return client.send<Row & Refusal>('PUT', path, {
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });
}

describe('who may look and who may change', () => {
  test.each([
    '/app/manage/submissions',
    '/app/manage/errors',
    '/app/manage/profiles?userId=E-1',
    CONFIGURATION,
    LIMITS,
  ])('%s is for readers and administrators alone', async (path) => {
    for (const client of [hr, nobody]) expect((await client.get(path)).status).toBe(403);
    for (const client of [admin, reader])
      expect([200, 404]).toContain((await client.get(path)).status);
    const anonymous = await fetch(new URL(path, system.appUrl));
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('only administrators may change', async () => {
    for (const client of [hr, nobody, reader]) {
      const { status, body } = await put(client, LIMITS, {}, { 'if-none-match': '*' });
      expect({ status, code: body.error.code }).toEqual({ status: 403, code: 'Forbidden' });
    }
    const rows = await readStoredRows(system.storage, 'Settings');
    expect(rows.map(({ rowKey }) => rowKey)).toEqual(['Push', 'SyncConfiguration']);
  });
});

test('a refusal is found in the log by its correlation id', async () => {
  const { body } = await nobody.get<Refusal>(LIMITS);
  const line = `${body.error.correlationId}: refused: Forbidden`;
  const output = await eventually(
    () => Promise.resolve(system.output()),
    (text) => text.includes(line),
  );
  expect(output).toContain(line);
});

describe('submissions, errors and profiles', () => {
  test("S58: administrators see everybody's submissions and lines, callers only their own", async () => {
    const good = await hr.complete([samplePerson('E-mine')]);
    const bad = await hr.complete([samplePerson('E-also'), { userId: 'E-bad', upn: 'x' }]);
    type Page = { items: { submissionId: string; state: string; caller: string }[] };
    const all = await reader.get<Page>('/app/manage/submissions');
    expect(all.body.items).toMatchObject([
      { submissionId: bad.submissionId, state: 'completedWithErrors', caller: 'hr-system' },
      { submissionId: good.submissionId, state: 'completed' },
    ]);
    const some = await admin.get<Page>('/app/manage/submissions?state=completed');
    expect(some.body.items.map(({ submissionId }) => submissionId)).toEqual([good.submissionId]);
    expect((await reader.get('/app/manage/submissions?state=odd')).status).toBe(400);

    const path = `/app/togouserprofile/submissions/${good.submissionId}`;
    const states = [hr, admin, reader, nobody].map(
      async (client) => (await client.get(path)).status,
    );
    expect(await Promise.all(states)).toEqual([200, 200, 200, 404]);
  });

  test.each([
    ['submissionId', async () => (await hr.complete([samplePerson('E-a'), {}])).submissionId],
    ['userId', async () => 'E-bad'],
    ['code', async () => 'InvalidAddress'],
  ])('S58: lines are found by %s', async (name, valueOf) => {
    const query = new URLSearchParams({ [name]: await valueOf() }).toString();
    const { body } = await reader.get<{ items: (ApiError & Record<string, unknown>)[] }>(
      `/app/manage/errors?${query}`,
    );
    expect(body.items.length).toBeGreaterThan(0);
    for (const line of body.items)
      expect(line).toMatchObject({
        [name]: await Promise.resolve(new URLSearchParams(query).get(name)),
      });
  });

  test('S9: an unknown person is a 404, a missing userId a 400', async () => {
    expect((await reader.get('/app/manage/profiles?userId=E-nobody')).status).toBe(404);
    expect((await reader.get('/app/manage/profiles')).status).toBe(400);
  });
});

describe('S2: configuration by the API', () => {
  test('an edit needs the version that was read, counts within a minute, and is in AuditLog', async () => {
    const before = await admin.get<Row>(LIMITS);
    expect(before.body).toMatchObject({ name: 'IntakeLimits', value: { maxUsers: 500_000 } });
    const made = await put(admin, LIMITS, { maxUsers: 3 }, { 'if-none-match': '*' });
    expect(made.status).toBe(200);
    const etag = made.headers.get('etag') ?? '';
    const edited = await put(admin, LIMITS, { maxUsers: 2 }, { 'if-match': etag });
    expect(edited.status).toBe(200);
    await moveClock(system.tenantUrl, '+61s');
    const people = ['1', '2', '3'].map((name) => samplePerson(`E-limit-${name}`));
    expect((await hr.postBatch(people)).status).toBe(413);

    const lost = await put(admin, LIMITS, { maxUsers: 9 }, { 'if-match': etag });
    expect({ status: lost.status, code: lost.body.error.code }).toEqual({
      status: 412,
      code: 'EditConflict',
    });
    const audit = await readStoredRows(system.storage, 'AuditLog');
    expect(audit).toMatchObject([
      { subject: 'Settings/IntakeLimits', oldValue: '{"maxUsers":3}', newValue: '{"maxUsers":2}' },
      { subject: 'Settings/IntakeLimits', newValue: '{"maxUsers":3}', result: 'done' },
    ]);
    for (const entry of audit) expect(entry['by']).toMatch(/sync-admin/);
  });

  test.each([
    ['no condition', { maxUsers: 5 }, {}],
    ['a value of the wrong type', { maxUsers: 'many' }, { 'if-none-match': '*' }],
    ['a member that nobody knows', { maxUser: 5 }, { 'if-none-match': '*' }],
  ])('an edit with %s is a 400 and changes nothing', async (_, value, headers) => {
    const before = await readStoredRows(system.storage, 'Settings');
    const { status, body } = await put(admin, `${CONFIGURATION}/Retention`, value, headers);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'InvalidRequest' });
    expect(await readStoredRows(system.storage, 'Settings')).toEqual(before);
  });

  test('what Storage Explorer has written shows, broken or not', async () => {
    await writeSetting(system.storage, 'Push', '{"retryAfterHours": 1}');
    expect((await reader.get<Row>(`${CONFIGURATION}/Push`)).body).toMatchObject({
      value: { retryAfterHours: 1, graphWrites: true },
    });
    await writeSetting(system.storage, 'Push', '{');
    const { status, body } = await reader.get(`${CONFIGURATION}/Push`);
    expect({ status, body }).toMatchObject({ status: 200, body: { problem: expect.any(String) } });
    expect((await reader.get(`${CONFIGURATION}/Unheard`)).status).toBe(404);
  });
});
