import { beforeEach, describe, expect, test } from '@jest/globals';
import { createBatchUpsert } from '../../functions/batch-upsert';
import { createUploadFile } from '../../functions/upload-file';
import { PERSON } from '../access/mint-token';
import { bearer, CALL_TIME, verifier } from './callers';
import { createFormData } from './form-data';
import { createMemoryApp, type MemoryApp } from './memory-app';
import { send, type Answer, type RequestFacts } from './request';

const BATCH = '/app/togouserprofile/batch/upsert';
const FILE = '/app/togouserprofile/uploadfile';
const ANA = { userId: 'E-1', name: 'Ana García', upn: 'ana@contoso.com' };
const BEN = { userId: 'E-2', name: 'Ben Ode', upn: 'ben@contoso.com' };
const JSON_TYPE = { 'content-type': 'application/json' };

let app: MemoryApp;

beforeEach(() => {
  app = createMemoryApp({ verifier, now: () => CALL_TIME });
});

type Door = (body: string | Uint8Array, facts?: RequestFacts) => Promise<Answer>;

/** Delivers the same bytes by one of the two doors. */
const doors: [string, Door][] = [
  [
    'batch',
    async (body, { path = '', headers } = {}) =>
      send(createBatchUpsert(app), {
        path: BATCH + path,
        body,
        headers: { ...(await bearer()), ...JSON_TYPE, ...headers },
      }),
  ],
  [
    'file',
    async (body, { path = '', headers } = {}) => {
      const form = createFormData([{ content: body, fileName: '../people.json' }]);
      return send(createUploadFile(app), {
        path: FILE + path,
        body: form.body,
        headers: { ...(await bearer()), ...form.headers, ...headers },
      });
    },
  ],
];

/** Everything that a delivery could leave behind. */
async function traces() {
  const { items: submissions } = await app.history.list({});
  const { items: errors } = await app.errors.list({});
  const properties = await app.catalogue.read();
  return {
    open: await app.ledger.readOpen({ withPeople: true }),
    messages: app.changes.waiting,
    people: app.profiles.rows.size,
    submissions,
    errors,
    properties: properties.size,
  };
}

const NOTHING = {
  open: [],
  messages: [],
  people: 0,
  submissions: [],
  errors: [],
  properties: 0,
};

async function expectRefusal(answer: Answer, [status, code]: [number, string]): Promise<void> {
  expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
  expect(Object.keys(answer.body)).toEqual(['error']);
  expect(answer.body.error.correlationId).toMatch(/^[\w-]{36}$/);
  expect(JSON.stringify(answer.body)).not.toMatch(/\\n +at |node_modules|\.ts/);
  expect(await traces()).toEqual(NOTHING);
}

describe.each(doors)('the door for a %s', (_, door) => {
  test('S47, S55: answers what was accepted, and where to look', async () => {
    const answer = await door(JSON.stringify({ users: [ANA, BEN] }));
    expect(answer.status).toBe(200);
    const { submissionId } = answer.body;
    expect(answer.body).toEqual({
      submissionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'accepted',
      received: 2,
      accepted: 2,
      rejected: 0,
      errors: [],
      statusUrl: `https://sync.example.com/app/togouserprofile/submissions/${submissionId}`,
    });
    expect(app.changes.waiting.map(({ message }) => message)).toEqual([
      { version: 1, submissionId, part: 0 },
    ]);
    expect(answer.log.join()).not.toMatch(/Ana|E-1|contoso/);
  });

  test('S47: one bad user never loses the good ones', async () => {
    const bad = { ...BEN, entityType: 'Group' };
    const { status, body } = await door(JSON.stringify({ users: [ANA, bad] }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'acceptedWithErrors',
      received: 2,
      accepted: 1,
      rejected: 1,
      errors: [{ code: 'UnsupportedEntityType', index: 1, userId: 'E-2' }],
    });
  });

  test.each<[string, string | Uint8Array, string]>([
    ['an empty body', '', 'InvalidJson'],
    ['no JSON', 'users: []', 'InvalidJson'],
    ['a body that was cut off', '{"users":[{"userId":"E-1"}', 'InvalidJson'],
    ['something after the end', '{"users":[{"userId":"E-1"}]}x', 'InvalidJson'],
    ['S10: a bare array', JSON.stringify([ANA]), 'InvalidRequest'],
    ['S10: no users', '{"people":[]}', 'InvalidRequest'],
    ['S48: no user', '{"users":[]}', 'NoValidUser'],
    ['S47: no valid user', '{"users":[{"name":"Ana"},7]}', 'NoValidUser'],
    [
      'bytes that are no UTF-8',
      Buffer.from('{"users":[{"userId":"\xff"}]}', 'latin1'),
      'InvalidEncoding',
    ],
    ['users twice', '{"users":[{"userId":"1"}],"users":[{"userId":"2"}]}', 'DuplicateMember'],
  ])('%s is a bad request, and leaves nothing behind', async (_name, body, code) => {
    await expectRefusal(await door(body), [400, code]);
  });

  test('S43, S52: nobody delivers without a token', async () => {
    const answer = await door(JSON.stringify({ users: [ANA] }), { headers: { authorization: '' } });
    await expectRefusal(answer, [401, 'Unauthorized']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each([
    ['that has expired', { exp: CALL_TIME / 1_000 - 3_600 }],
    ['for another API', { aud: 'https://graph.microsoft.com' }],
    ['of another tenant', { tid: '99999999-9999-4999-8999-999999999999' }],
  ])('S43, S52: nobody delivers with a token %s', async (_name, claims) => {
    const headers = await bearer(claims);
    const answer = await door(JSON.stringify({ users: [ANA] }), { headers });
    await expectRefusal(answer, [401, 'Unauthorized']);
  });

  test.each([
    ['of an application without a role', { roles: [] }],
    ['of an administrator', { roles: ['ProfileSync.Admin'] }],
    ['of a signed-in person', PERSON],
  ])('S41, S50: a token %s does not let deliver', async (_name, claims) => {
    const headers = await bearer(claims);
    const answer = await door(JSON.stringify({ users: [ANA] }), { headers });
    await expectRefusal(answer, [403, 'Forbidden']);
  });

  test.each([
    'User.Read.All',
    'User.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ])('S41, S50: the role %s is enough', async (role) => {
    const headers = await bearer({ roles: [role] });
    const answer = await door(JSON.stringify({ users: [ANA] }), { headers });
    expect(answer.status).toBe(200);
  });

  test('S44, S53: another media type is refused', async () => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await door(JSON.stringify({ users: [ANA] }), { headers });
    await expectRefusal(answer, [415, 'UnsupportedMediaType']);
  });

  test('a packed body is refused', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const answer = await door(JSON.stringify({ users: [ANA] }), { headers });
    await expectRefusal(answer, [415, 'UnsupportedMediaType']);
  });

  test('S48: a body without a length is refused', async () => {
    const answer = await door(JSON.stringify({ users: [ANA] }), {
      headers: { 'content-length': '' },
    });
    await expectRefusal(answer, [411, 'LengthRequired']);
  });

  test('S48: a body that is too large is refused, naming the limit', async () => {
    app.rows.edit('IntakeLimits', '{"maxBodyBytes":50}');
    const answer = await door(JSON.stringify({ users: [ANA, BEN] }));
    await expectRefusal(answer, [413, 'BodyTooLarge']);
    expect(answer.body.error.details).toEqual({ limitBytes: 50 });
  });

  test('S48: too many people are refused, naming the limit', async () => {
    app.rows.edit('IntakeLimits', '{"maxUsers":1}');
    const answer = await door(JSON.stringify({ users: [ANA, BEN] }));
    await expectRefusal(answer, [413, 'TooManyUsers']);
    expect(answer.body.error.message).toMatch(/\b1\b/);
  });

  test.each<RequestFacts>([
    { path: '?mode=delete' },
    { path: '?dryRun=maybe' },
    { headers: { 'idempotency-key': 'k'.repeat(101) } },
  ])('what is asked for must be one of the things there are: %j', async (facts) => {
    const answer = await door(JSON.stringify({ users: [ANA] }), facts);
    await expectRefusal(answer, [400, 'InvalidRequest']);
  });

  test('S5: nothing is taken in while synchronisation is off', async () => {
    app.rows.edit('SyncConfiguration', '{"TogoUPEnabled":false}');
    const answer = await door(JSON.stringify({ users: [ANA] }));
    await expectRefusal(answer, [403, 'SyncDisabled']);
  });

  test('S3: a missing configuration is off, and administrators are told', async () => {
    app.rows.delete('SyncConfiguration');
    const answer = await door(JSON.stringify({ users: [ANA] }));
    expect([answer.status, answer.body.error.code]).toEqual([403, 'SyncDisabled']);
    const { errors, ...rest } = await traces();
    expect(errors.map(({ code }) => code)).toEqual(['ConfigurationMissing']);
    expect(rest).toMatchObject({ open: [], messages: [] });
  });

  test.each(['SyncConfiguration', 'IntakeLimits'] as const)(
    'S4: nothing is taken in while %s is broken',
    async (name) => {
      app.rows.edit(name, '{');
      const answer = await door(JSON.stringify({ users: [ANA] }));
      await expectRefusal(answer, [503, 'ConfigurationInvalid']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    },
  );

  test('too many unfinished deliveries of one caller are refused until some have ended', async () => {
    app.rows.edit('IntakeLimits', '{"maxUnfinishedDeliveries":1}');
    expect((await door(JSON.stringify({ users: [ANA] }))).status).toBe(200);
    const answer = await door(JSON.stringify({ users: [BEN] }));
    expect([answer.status, answer.body.error.code]).toEqual([429, 'TooManyDeliveries']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    const headers = await bearer({ azp: '44444444-4444-4444-8444-444444444444' });
    expect((await door(JSON.stringify({ users: [BEN] }), { headers })).status).toBe(200);
  });

  test('a dry run says what would happen, and changes nothing', async () => {
    const bad = { ...BEN, phone: 34 };
    const known = { Key: 'grade', Type: 3, Value: 7 };
    const users = [{ ...ANA, extended_props: [known] }, bad];
    const answer = await door(JSON.stringify({ users }), { path: '?dryRun=true' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      dryRun: true,
      received: 2,
      accepted: 1,
      rejected: 1,
      outcomes: { created: 1, rejected: 1 },
      errors: [{ code: 'TypeMismatch', index: 1 }],
    });
    expect(await traces()).toEqual(NOTHING);
  });

  test('the same key and body get the same answer, and no second effect', async () => {
    const facts = { headers: { 'idempotency-key': 'nightly-7' } };
    const first = await door(JSON.stringify({ users: [ANA] }), facts);
    const again = await door(JSON.stringify({ users: [ANA] }), facts);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(app.changes.waiting).toHaveLength(1);
  });

  test('the same key with another body is a conflict', async () => {
    const facts = { headers: { 'idempotency-key': 'nightly-7' } };
    await door(JSON.stringify({ users: [ANA] }), facts);
    const answer = await door(JSON.stringify({ users: [BEN] }), facts);
    expect([answer.status, answer.body.error.code]).toEqual([409, 'IdempotencyKeyReused']);
    expect(app.changes.waiting).toHaveLength(1);
  });
});

describe('the door for a file', () => {
  async function upload(parts: Parameters<typeof createFormData>[0], headers = {}) {
    const form = createFormData(parts);
    return send(createUploadFile(app), {
      path: FILE,
      body: form.body,
      headers: { ...(await bearer()), ...form.headers, ...headers },
    });
  }
  const file = { content: JSON.stringify({ users: [ANA] }), fileName: 'people.json' };

  test('S54: takes the file under any name, beside fields, with a byte order mark', async () => {
    const answer = await upload([
      { name: 'comment', content: 'monthly' },
      { ...file, name: 'anything', content: `\ufeff${file.content}` },
    ]);
    expect([answer.status, answer.body.accepted]).toEqual([200, 1]);
  });

  test.each<[string, Parameters<typeof createFormData>[0]]>([
    ['no file', [{ name: 'comment', content: 'monthly' }]],
    ['two files', [file, { ...file, fileName: 'more.json' }]],
  ])('S54: %s is a bad request', async (_, parts) => {
    await expectRefusal(await upload(parts), [400, 'InvalidMultipart']);
  });

  test('S53: a missing boundary is a bad request', async () => {
    const answer = await upload([file], { 'content-type': 'multipart/form-data' });
    await expectRefusal(answer, [400, 'InvalidMultipart']);
  });

  test('S53: JSON without a form is another media type', async () => {
    await expectRefusal(await upload([file], JSON_TYPE), [415, 'UnsupportedMediaType']);
  });

  test('a form that was cut off has no effect', async () => {
    const form = createFormData([file]);
    const answer = await send(createUploadFile(app), {
      path: FILE,
      body: form.body.subarray(0, form.body.length - 10),
      headers: { ...(await bearer()), ...form.headers },
    });
    await expectRefusal(answer, [400, 'InvalidMultipart']);
  });
});

test('S37: the same person by either door is stored the same', async () => {
  const rows = [];
  for (const [, door] of doors) {
    app = createMemoryApp({ verifier, now: () => CALL_TIME });
    const { body } = await door(JSON.stringify({ users: [ANA] }));
    await app.applyPart({ submissionId: body.submissionId, part: 0 });
    rows.push([...app.profiles.rows.values()].map(({ profile }) => profile));
  }
  expect(rows[0]).toHaveLength(1);
  expect(rows[1]).toEqual(rows[0]);
});
