import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ClientCertificateCredential } from '@azure/identity';
import { decodeJwt, importPKCS8, SignJWT, type JWTPayload } from 'jose';
import { routeMicrosoft } from '../../../infra/local/route-microsoft';
import { createTestCertificate, type TestCertificate } from '../../support/test-certificate';
import {
  adminHost,
  graphHost,
  ingestRoles,
  rootHost,
  TenantClient,
  tenantId,
  type Reply,
} from './tenant-client';

const clientId = '33333333-3333-4333-8333-333333333333';
const audience = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;

let tenant: TenantClient;
let restore: () => void;
let own: TestCertificate;
let foreign: TestCertificate;

beforeAll(async () => {
  tenant = await TenantClient.start();
  restore = routeMicrosoft({ tenantUrl: tenant.url, sharePointHost: rootHost });
  [own, foreign] = await Promise.all([createTestCertificate(), createTestCertificate()]);
});

beforeEach(() =>
  tenant.control({ reset: true, clients: [{ clientId, certificate: own.certificate }] }),
);

afterAll(async () => {
  restore();
  await tenant.close();
});

describe('a client whose certificate was registered', () => {
  test.each([
    [graphHost, ['User.Read.All', 'User.ReadWrite.All', 'Sites.ReadWrite.All']],
    [adminHost, ['Sites.FullControl.All', 'User.ReadWrite.All', 'TermStore.ReadWrite.All']],
  ])(
    'gets a token for %s with the roles of the app, had for a certificate',
    async (host, roles) => {
      const credential = new ClientCertificateCredential(tenantId, clientId, {
        certificate: own.both,
      });
      const { token } = await credential.getToken(`https://${host}/.default`);
      expect(decodeJwt(token)).toMatchObject({
        aud: `https://${host}`,
        tid: tenantId,
        appid: clientId,
        appidacr: '2',
        idtyp: 'app',
        roles,
      });
    },
  );

  test('is let in by Graph and by SharePoint', async () => {
    const credential = new ClientCertificateCredential(tenantId, clientId, {
      certificate: own.both,
    });
    const tokenFor = async (host: string) => ({
      Authorization: `Bearer ${(await credential.getToken(`https://${host}/.default`)).token}`,
    });
    const path = '/users/jane@contoso.com';
    expect((await tenant.graph(path, { headers: await tokenFor(graphHost) })).status).toBe(200);
    const read = `GetPropertiesFor(accountName=@v)?@v='i%3A0%23.f%7Cmembership%7Cjane%40contoso.com'`;
    const profile = await tenant.sharePoint(read, { headers: await tokenFor(adminHost) });
    expect(profile.status).toBe(200);
  });

  test('keeps the roles that it has on the API of the app', async () => {
    const certificate = own.certificate;
    await tenant.control({ clients: [{ clientId: 'hr-system', certificate }] });
    const reply = await ask({
      claims: { iss: 'hr-system', sub: 'hr-system' },
      scope: 'api://profile-sync/.default',
    });
    expect(decodeJwt(String(reply.json().access_token))['roles']).toEqual(ingestRoles);
  });

  test('is shown with the thumbprint that Entra shows', async () => {
    const { fingerprint } = new X509Certificate(own.certificate);
    const { clients } = await tenant.control({});
    expect(clients).toEqual([{ clientId, thumbprint: fingerprint.replaceAll(':', '') }]);
  });

  test('is forgotten with a reset', async () => {
    await tenant.control({ reset: true });
    expect((await ask()).status).toBe(401);
  });
});

test('what is no certificate is not registered', async () => {
  const body = { clients: [{ clientId, certificate: own.privateKey }] };
  const reply = await tenant.send('/_control', { method: 'POST', body });
  expect(reply.status).toBe(400);
  expect(reply.json().error).toContain('is no certificate');
});

describe('an assertion', () => {
  test('is taken more than once, and with the older signature and thumbprint too', async () => {
    const { fingerprint } = new X509Certificate(own.certificate);
    const header = { alg: 'RS256', 'x5t#S256': undefined, x5t: toThumbprint(fingerprint) };
    const [first, second] = [await ask({ header }), await ask({ header })];
    expect([first.status, second.status]).toEqual([200, 200]);
  });

  test.each<[string, () => Asked]>([
    ['signed with another key', () => ({ key: foreign.privateKey })],
    ['that names no certificate', () => ({ header: { 'x5t#S256': undefined } })],
    ['that names another certificate', () => ({ header: { 'x5t#S256': named(foreign) } })],
    ['for another audience', () => ({ claims: { aud: 'https://login.microsoftonline.com/' } })],
    ['past its end', () => ({ claims: { exp: Math.floor(Date.now() / 1000) - 60 } })],
    ['of an unknown client', () => ({ claims: { iss: 'nobody', sub: 'nobody' } })],
    ['of a client that has a secret', () => ({ claims: { iss: 'hr-system', sub: 'hr-system' } })],
  ])('%s is refused', async (_what, asked) => {
    const reply = await ask(asked());
    expect([reply.status, reply.json().error]).toEqual([401, 'invalid_client']);
  });

  test.each([
    ['ended', -2, -1],
    ['not begun', 1, 2],
  ])('of a certificate whose time has %s is refused', async (_what, from, to) => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    const dates = { notBeforeDate: inDays(from), notAfterDate: inDays(to) };
    const { certificate, privateKey } = await createTestCertificate(dates);
    await tenant.control({ clients: [{ clientId, certificate }] });
    const header = { 'x5t#S256': named({ certificate }) };
    expect((await ask({ key: privateKey, header })).status).toBe(401);
  });
});

test('a client with a certificate is refused with the secret', async () => {
  const form = { grant_type: 'client_credentials', client_id: clientId };
  const scope = 'api://profile-sync/.default';
  const reply = await post({ ...form, client_secret: 'local-only', scope });
  expect(reply.status).toBe(401);
});

interface Asked {
  readonly key?: string;
  readonly header?: Readonly<Record<string, string | undefined>>;
  readonly claims?: JWTPayload;
  readonly scope?: string;
}

/** Asks for a token with an assertion, right but for what is given. */
async function ask({ key, header, claims, scope }: Asked = {}): Promise<Reply> {
  const now = Math.floor(Date.now() / 1000);
  const usual = {
    aud: audience,
    iss: clientId,
    sub: clientId,
    jti: 'one',
    nbf: now,
    exp: now + 600,
  };
  const allHeader = { alg: 'PS256', 'x5t#S256': named(own), ...header };
  const assertion = await new SignJWT({ ...usual, ...claims })
    .setProtectedHeader(allHeader)
    .sign(await importPKCS8(key ?? own.privateKey, allHeader.alg));
  return post({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    scope: scope ?? `https://${graphHost}/.default`,
  });
}

function post(form: Readonly<Record<string, string>>): Promise<Reply> {
  return tenant.send(`/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    host: 'login.microsoftonline.com',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
}

function named({ certificate }: Pick<TestCertificate, 'certificate'>): string {
  return toThumbprint(new X509Certificate(certificate).fingerprint256);
}

function toThumbprint(fingerprint: string): string {
  return Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url');
}
