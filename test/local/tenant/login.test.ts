import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { ingestRoles, TenantClient, tenantId, type Reply } from './tenant-client';

let tenant: TenantClient;

beforeAll(async () => {
  tenant = await TenantClient.start();
});

afterAll(() => tenant.close());

const scope = 'api://profile-sync/.default';

function askToken(fields: Record<string, string>): Promise<Reply> {
  const form = { grant_type: 'client_credentials', client_secret: 'local-only', scope, ...fields };
  return tenant.send(`/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
}

async function publishedKeys(): Promise<JSONWebKeySet> {
  return (await tenant.send(`/${tenantId}/discovery/v2.0/keys`)).json() as JSONWebKeySet;
}

async function claimsOf(token: string) {
  return (await jwtVerify(token, createLocalJWKSet(await publishedKeys()))).payload;
}

async function tokenOf(client: string): Promise<string> {
  return String((await askToken({ client_id: client })).json().access_token);
}

describe('the token endpoint', () => {
  test('gives the application token that Entra would, signed by a published key', async () => {
    const token = await tokenOf('hr-system');
    const claims = await claimsOf(token);
    expect(Object.keys(claims).sort()).toEqual(
      [
        'aud',
        'azp',
        'exp',
        'iat',
        'idtyp',
        'iss',
        'nbf',
        'oid',
        'roles',
        'sub',
        'tid',
        'ver',
      ].sort(),
    );
    expect(claims).toMatchObject({
      iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      aud: 'api://profile-sync',
      tid: tenantId,
      azp: 'hr-system',
      sub: claims['oid'],
      idtyp: 'app',
      ver: '2.0',
      roles: ingestRoles,
    });
    expect(claims.nbf).toBe(claims.iat);
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3599);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  });

  test.each([
    ['hr-readonly', undefined],
    ['sync-admin', ['ProfileSync.Admin']],
    ['sync-reader', ['ProfileSync.Read']],
  ])('gives %s the roles %j', async (client, roles) => {
    expect((await claimsOf(await tokenOf(client)))['roles']).toEqual(roles);
  });

  test.each([
    ['a wrong secret', { client_id: 'hr-system', client_secret: 'guess' }, 401, 'invalid_client'],
    ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client'],
    ['a scope that is none', { client_id: 'hr-system', scope: 'openid' }, 400, 'invalid_scope'],
    [
      'an unknown resource',
      { client_id: 'hr-system', scope: 'api://other/.default' },
      400,
      'invalid_resource',
    ],
    [
      'another grant',
      { client_id: 'hr-system', grant_type: 'password' },
      400,
      'unsupported_grant_type',
    ],
  ])('refuses %s', async (_what, fields, ...refusal) => {
    const reply = await askToken(fields);
    expect([reply.status, reply.json().error]).toEqual(refusal);
  });

  test('knows no other tenant', async () => {
    const reply = await tenant.send('/22222222-2222-4222-8222-222222222222/oauth2/v2.0/token', {
      method: 'POST',
      host: 'login.microsoftonline.com',
    });
    expect(reply.status).toBe(404);
  });
});

describe('discovery', () => {
  test('names issuer, token endpoint and keys, on the login host as on the local face', async () => {
    const path = `/${tenantId}/v2.0/.well-known/openid-configuration`;
    const local = await tenant.send(path);
    const hosted = await tenant.send(path, { host: 'login.microsoftonline.com' });
    expect(local.json()).toEqual(hosted.json());
    expect(local.json()).toMatchObject({
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      jwks_uri: `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`,
    });
  });

  test('publishes no private part of a key', async () => {
    for (const key of (await publishedKeys()).keys) expect(key).not.toHaveProperty('d');
  });

  test.each([
    ['fail', 503, 'temporarily_unavailable'],
    ['html', 200, '<html>'],
    ['empty', 200, '{"keys":[]}'],
    ['slow', 200, '"kty":"RSA"'],
  ])('answers the keys as told: %s', async (answer, status, text) => {
    await tenant.control({ keys: { answer }, slowMs: 20 });
    const reply = await tenant.send(`/${tenantId}/discovery/v2.0/keys`);
    await tenant.control({ keys: { answer: 'ok' } });
    expect(reply.status).toBe(status);
    expect(reply.text).toContain(text);
  });
});

describe('signing keys', () => {
  test('a new key signs, and the old one stays published during the roll-over', async () => {
    const before = await tokenOf('hr-system');
    await tenant.control({ keys: { rotate: true } });
    const after = await tokenOf('hr-system');
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    await expect(claimsOf(before)).resolves.toBeDefined();
    await expect(claimsOf(after)).resolves.toBeDefined();
  });

  test('a rotation without the old key leaves its tokens without a published key', async () => {
    const before = await tokenOf('hr-system');
    await tenant.control({ keys: { rotate: true, keepOld: false } });
    await expect(claimsOf(before)).rejects.toThrow('no applicable key');
  });
});

describe('minted tokens', () => {
  async function mint(request: Record<string, unknown>): Promise<string> {
    return String((await tenant.control({ mint: request })).token);
  }

  test('carry claims and header as asked, over those of the client', async () => {
    const token = await mint({
      claims: { aud: 'api://other', scp: 'user_impersonation', idtyp: null },
      header: { typ: 'at+jwt' },
    });
    const claims = await claimsOf(token);
    expect(claims).toMatchObject({ aud: 'api://other', scp: 'user_impersonation' });
    expect(claims).toMatchObject({ azp: 'hr-system', roles: ingestRoles });
    expect(claims).not.toHaveProperty('idtyp');
    expect(decodeProtectedHeader(token).typ).toBe('at+jwt');
  });

  test('of version 1.0 have its issuer and its names', async () => {
    expect(await claimsOf(await mint({ version: '1.0' }))).toMatchObject({
      iss: `https://sts.windows.net/${tenantId}/`,
      ver: '1.0',
      appid: 'hr-system',
    });
  });

  test('signed by a foreign key name the right key and fail its check', async () => {
    const token = await mint({ signature: 'foreign' });
    const { keys } = await publishedKeys();
    expect(keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(token).kid);
    await expect(claimsOf(token)).rejects.toThrow('signature verification failed');
  });

  test.each([
    ['none', 'none'],
    ['hmac', 'HS256'],
  ])('with signature %s have algorithm %s', async (signature, alg) => {
    const header = (await mint({ signature })).split('.')[0] ?? '';
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ alg });
  });
});
