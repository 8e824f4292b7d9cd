import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ApiClient, BATCH, FILE, fetchToken, type Refusal } from '../support/api-client';
import { rawHead, sendRaw, type RawAnswer } from '../support/raw-request';
import { samplePerson } from '../support/sample-person';
import { listStoredBlobs } from '../support/stored-blobs';
import { readStoredRows } from '../support/stored-rows';
import { control } from '../support/tenant-desk';
import { useSystem } from '../support/test-system';

const system = useSystem();
let hr: ApiClient;

beforeAll(async () => {
  hr = await ApiClient.signIn(system);
});

const doors = [BATCH, FILE];
const boundary = 'a-boundary';
const formType = `multipart/form-data; boundary=${boundary}`;
const typeOf = (door: string): string => (door === BATCH ? 'application/json' : formType);

function refusal(code: string): Record<string, unknown> {
  return {
    error: {
      code,
      message: expect.stringMatching(/\S/),
      correlationId: expect.stringMatching(/^[\w-]{8,}$/),
    },
  };
}

function filePart(content: string, head = 'name="people"; filename="people.json"'): string {
  return `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
}

function form(...parts: readonly string[]): string {
  return `${parts.join('')}--${boundary}--\r\n`;
}

const onePerson = JSON.stringify({ users: [samplePerson('E-door')] });
const bodyFor = (door: string, text = onePerson): string =>
  door === BATCH ? text : form(filePart(text));

/** One request with a body that is right for the door, and the headers that the case is about. */
function post(door: string, headers: Record<string, string> = {}, body = bodyFor(door)) {
  return hr.send<Refusal>('POST', door, {
    headers: { 'content-type': typeOf(door), ...headers },
    body,
  });
}

function rawPost(door: string, headers: Record<string, string>, body = ''): Promise<RawAnswer> {
  const head = rawHead(`POST ${door}`, {
    Authorization: `Bearer ${hr.token}`,
    'Content-Type': typeOf(door),
    ...headers,
  });
  return sendRaw(system.appUrl, head + body);
}

async function expectNothingStored(): Promise<void> {
  expect(await readStoredRows(system.storage, 'UserProfiles')).toEqual([]);
  expect(await readStoredRows(system.storage, 'Submissions')).toEqual([]);
  expect(await listStoredBlobs(system.storage)).toEqual([]);
}

describe.each(doors)('S42, S51: %s', (door) => {
  test('S42: is there for POST alone', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const { status } = await hr.send(method, door);
      expect([404, 405]).toContain(status);
    }
    expect((await hr.send('POST', `${door}/more`)).status).toBe(404);
  });

  test.each([
    ['no token', undefined],
    ['an empty one', 'Bearer '],
    ['another scheme', 'Basic aHI6aHI='],
    ['something that is no token', 'Bearer nonsense'],
  ])('S43, S52: %s is a 401 with a challenge', async (_, authorization) => {
    const response = await fetch(new URL(door, system.appUrl), {
      method: 'POST',
      headers: {
        'content-type': typeOf(door),
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: bodyFor(door),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await response.json()).toEqual(refusal('Unauthorized'));
  });

  test.each([
    ['that has expired', { claims: { exp: 1_700_000_000 } }],
    ['that is not valid yet', { claims: { nbf: 4_000_000_000 } }],
    ['for Graph', { claims: { aud: 'https://graph.microsoft.com' } }],
    ['of another tenant', { claims: { tid: '22222222-2222-4222-8222-222222222222' } }],
    ['of another issuer', { claims: { iss: 'https://evil.example/v2.0' } }],
    ['signed with another key', { signature: 'foreign' }],
    ['without a signature', { header: { alg: 'none' }, signature: 'none' }],
    ['signed with the public key as a secret', { header: { alg: 'HS256' }, signature: 'hmac' }],
  ])('S43, S52: a token %s is a 401', async (_, mint) => {
    const { token } = await control(system.tenantUrl, { mint });
    const { status, body } = await new ApiClient(system, String(token)).send('POST', door, {
      headers: { 'content-type': typeOf(door) },
      body: bodyFor(door),
    });
    expect({ status, body }).toEqual({ status: 401, body: refusal('Unauthorized') });
  });

  test.each(['hr-readonly', 'sync-admin', 'sync-reader'] as const)(
    'S41, S50: %s has none of the roles and gets a 403',
    async (client) => {
      const other = new ApiClient(system, await fetchToken(system.tenantUrl, client));
      const { status, body } = await other.send('POST', door, {
        headers: { 'content-type': typeOf(door) },
        body: bodyFor(door),
      });
      expect({ status, body }).toEqual({ status: 403, body: refusal('Forbidden') });
    },
  );

  test.each([
    'User.Read.All',
    'User.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ])('S41, S50: %s alone is enough, in tokens of both versions', async (role) => {
    for (const version of ['1.0', '2.0']) {
      const mint = { version, claims: { roles: [role] } };
      const { token } = await control(system.tenantUrl, { mint });
      const { status } = await new ApiClient(system, String(token)).send(
        'POST',
        `${door}?dryRun=true`,
        { headers: { 'content-type': typeOf(door) }, body: bodyFor(door) },
      );
      expect(status).toBe(200);
    }
  });

  test('S41, S50: a signed-in person may not deliver, whatever the roles', async () => {
    const claims = { scp: 'user_impersonation', idtyp: 'user' };
    const { token } = await control(system.tenantUrl, { mint: { claims } });
    const { status, body } = await new ApiClient(system, String(token)).send('POST', door, {
      headers: { 'content-type': typeOf(door) },
      body: bodyFor(door),
    });
    expect({ status, body }).toEqual({ status: 403, body: refusal('Forbidden') });
  });

  test('S43, S52: who has no token learns nothing else: the token is checked first', async () => {
    const response = await fetch(new URL(door, system.appUrl), { method: 'POST', body: 'x' });
    expect(response.status).toBe(401);
  });

  test('threat S6: identity headers, a function key and a token in the address are no token', async () => {
    const response = await fetch(
      new URL(`${door}?access_token=${hr.token}&code=${hr.token}`, system.appUrl),
      {
        method: 'POST',
        headers: {
          'content-type': typeOf(door),
          'x-functions-key': hr.token,
          'x-ms-client-principal-name': 'hr-system',
          'x-ms-token-aad-access-token': hr.token,
        },
        body: bodyFor(door),
      },
    );
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual(refusal('Unauthorized'));
  });

  test('S44, S53: another media type is a 415', async () => {
    const others = ['text/plain', 'application/xml', 'application/octet-stream'];
    const swapped = door === BATCH ? formType : 'application/json';
    for (const type of [...others, swapped]) {
      const { status, body } = await post(door, { 'content-type': type });
      expect({ status, body }).toEqual({ status: 415, body: refusal('UnsupportedMediaType') });
    }
  });

  test('S44, S53: no media type is a 415', async () => {
    const head = rawHead(`POST ${door}`, {
      Authorization: `Bearer ${hr.token}`,
      'Content-Length': '2',
    });
    const answer = await sendRaw(system.appUrl, `${head}{}`);
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.body)).toEqual(refusal('UnsupportedMediaType'));
  });

  test('a compressed body is a 415', async () => {
    const { status, body } = await hr.send('POST', door, {
      headers: { 'content-type': typeOf(door), 'content-encoding': 'gzip' },
      body: gzipSync(bodyFor(door)),
    });
    expect({ status, body }).toEqual({ status: 415, body: refusal('UnsupportedMediaType') });
  });

  test('a body without a Content-Length is a 411', async () => {
    const nothing = await rawPost(door, {});
    const chunked = await rawPost(door, { 'Transfer-Encoding': 'chunked' }, '2\r\n{}\r\n0\r\n\r\n');
    for (const answer of [nothing, chunked]) {
      expect(answer.status).toBe(411);
      expect(JSON.parse(answer.body)).toEqual(refusal('LengthRequired'));
    }
  });

  test('S48: a body that only says that it is too large is a 413, naming the limit', async () => {
    const answer = await rawPost(door, { 'Content-Length': '104857601' });
    expect(answer.status).toBe(413);
    const { error } = JSON.parse(answer.body) as Refusal;
    expect(error).toMatchObject({ code: 'BodyTooLarge', details: { limitBytes: 104_857_600 } });
    expect(error.message).toContain('104857600');
  });

  test.each([
    '',
    ' ',
    '{"users":[',
    '{"users":[{}]',
    'null',
    '[]',
    '{}',
    '{"users":{}}',
    '{"user":[]}',
  ])('S10, S47: the body %j is a 400', async (text) => {
    const { status, body } = await post(door, {}, bodyFor(door, text));
    expect(status).toBe(400);
    expect(['InvalidJson', 'InvalidRequest', 'InvalidMultipart']).toContain(body.error.code);
  });

  test('S54: bytes that are no UTF-8 are a 400', async () => {
    const latin1 = Buffer.from(
      bodyFor(door, '{"users":[{"userId":"E-1","name":"\xe9"}]}'),
      'latin1',
    );
    const { status, body } = await hr.send('POST', door, {
      headers: { 'content-type': typeOf(door) },
      body: latin1,
    });
    expect({ status, body }).toEqual({ status: 400, body: refusal('InvalidEncoding') });
  });

  test.each(['mode=both', 'dryRun=yes'])('?%s is a 400', async (query) => {
    const { status, body } = await post(
      `${door}?${query}`,
      { 'content-type': typeOf(door) },
      bodyFor(door),
    );
    expect({ status, body }).toEqual({ status: 400, body: refusal('InvalidRequest') });
  });

  test('an Idempotency-Key that is too long is a 400', async () => {
    const { status, body } = await post(door, { 'idempotency-key': 'k'.repeat(101) });
    expect({ status, body }).toEqual({ status: 400, body: refusal('InvalidRequest') });
  });
});

describe('S47, S48: nobody to take in', () => {
  test.each([
    ['an empty list', []],
    ['nobody valid', [{}, { userId: '' }, { userId: 'E-1', entityType: 'Group' }]],
  ])('%s is a 400 that says why', async (_, users) => {
    const { status, body } = await hr.postBatch<Refusal>(users);
    expect(status).toBe(400);
    expect(body.error.code).toBe('NoValidUser');
    expect(body.error.details?.['errors'] ?? []).toHaveLength(users.length);
  });
});

describe('S54: what is no form with one file', () => {
  test.each([
    ['no file', form()],
    ['a field only', form(filePart(onePerson, 'name="people"'))],
    ['two files', form(filePart(onePerson), filePart(onePerson))],
    ['a form that is cut off', filePart(onePerson)],
    ['no form at all', onePerson],
  ])('%s is a 400', async (_, body) => {
    const answer = await post(FILE, {}, body);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 400,
      body: refusal('InvalidMultipart'),
    });
  });

  test('S53: a missing boundary is a 400', async () => {
    const { status, body } = await post(FILE, { 'content-type': 'multipart/form-data' });
    expect({ status, body }).toEqual({ status: 400, body: refusal('InvalidMultipart') });
  });
});

describe('what a refusal leaves behind', () => {
  test('an upload that breaks off in the middle has no effect', async () => {
    const head = rawHead(`POST ${FILE}`, {
      Authorization: `Bearer ${hr.token}`,
      'Content-Type': formType,
      'Content-Length': String(Buffer.byteLength(bodyFor(FILE)) + 1000),
    });
    const answer = await sendRaw(system.appUrl, head + bodyFor(FILE), { half: true });
    expect(answer.status).not.toBe(200);
    await expectNothingStored();
  });

  test('nothing at all is stored, after everything that was refused above', async () => {
    await expectNothingStored();
    expect(await readStoredRows(system.storage, 'ProfileProperties')).toEqual([]);
  });

  test('no stack is in an answer, and no address of a request in the log', async () => {
    const { body } = await post(BATCH, {}, '{');
    expect(JSON.stringify(body)).not.toMatch(/\bat \S+\.(js|ts):\d/);
    expect(system.output()).not.toContain('mode=both');
  });
});

describe('who asks for what', () => {
  test('health is for anyone and tells nothing else', async () => {
    const response = await fetch(new URL('/health', system.appUrl));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'up' });
  });

  test('a submission that never was is a 404, also when its id is no id', async () => {
    for (const id of ['nonsense', '018f0000-0000-7000-8000-000000000000', '%00']) {
      const { status, body } = await hr.get(`/app/togouserprofile/submissions/${id}`);
      expect({ status, body }).toEqual({ status: 404, body: refusal('NotFound') });
    }
  });
});
