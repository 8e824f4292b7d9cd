import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import { decodeJwt } from 'jose';
import { routeMicrosoft } from '../../../infra/local/route-microsoft';
import { adminHost, graphHost, rootHost, TenantClient, tenantId } from './tenant-client';

let tenant: TenantClient;

beforeAll(async () => {
  tenant = await TenantClient.start();
  process.env['IDENTITY_ENDPOINT'] = `${tenant.url}/msi/token`;
  process.env['IDENTITY_HEADER'] = 'any';
});

afterEach(() => tenant.control({ reset: true }));

afterAll(async () => {
  delete process.env['IDENTITY_ENDPOINT'];
  delete process.env['IDENTITY_HEADER'];
  await tenant.close();
});

describe('the managed identity endpoint', () => {
  test.each([graphHost, rootHost, adminHost])(
    'serves ManagedIdentityCredential with a token for %s',
    async (host) => {
      const token = await new ManagedIdentityCredential().getToken(`https://${host}/.default`);
      expect(decodeJwt(token.token)).toMatchObject({
        aud: `https://${host}`,
        tid: tenantId,
        appidacr: '2',
        idtyp: 'app',
        roles: expect.arrayContaining(['User.ReadWrite.All']),
      });
      expect(token.expiresOnTimestamp).toBeGreaterThan(Date.now());
    },
  );

  test('gives the roles that it was told to give', async () => {
    await tenant.control({ roles: { graph: ['User.Read.All'] } });
    tenant.forgetTokens();
    const claims = decodeJwt(await tenant.appToken(`https://${graphHost}`));
    expect(claims['roles']).toEqual(['User.Read.All']);
  });

  const query = 'api-version=2019-08-01&resource=https%3A%2F%2Fgraph.microsoft.com';
  test.each([
    ['without the header', query, 401],
    ['with another version', `${query.replace('2019', '2017')}&header`, 400],
    [
      'for another resource',
      'api-version=2019-08-01&resource=https%3A%2F%2Fexample.com&header',
      400,
    ],
  ])('refuses a request %s', async (_what, parameters, status) => {
    const headers = parameters.endsWith('&header') ? { 'X-IDENTITY-HEADER': 'x' } : {};
    expect((await tenant.send(`/msi/token?${parameters}`, { headers })).status).toBe(status);
  });

  test('can be throttled', async () => {
    await tenant.control({ throttle: { target: 'token', count: 1, status: 429 } });
    const ask = () => tenant.send(`/msi/token?${query}`, { headers: { 'X-IDENTITY-HEADER': 'x' } });
    expect((await ask()).status).toBe(429);
    expect((await ask()).status).toBe(200);
  });
});

test('a token had for a secret is good for Graph, and SharePoint refuses it', async () => {
  const restore = routeMicrosoft({ tenantUrl: tenant.url, sharePointHost: rootHost });
  const credential = new ClientSecretCredential(tenantId, 'profile-sync', 'local-only');
  const tokens = await Promise.all([
    credential.getToken(`https://${graphHost}/.default`),
    credential.getToken(`https://${adminHost}/.default`),
  ]).finally(restore);
  const headersWith = (index: number) => ({
    Authorization: `Bearer ${tokens[index]?.token ?? ''}`,
  });
  const graph = await tenant.graph('/users/jane@contoso.com', { headers: headersWith(0) });
  const sharePoint = await tenant.sharePoint('GetPropertiesFor', { headers: headersWith(1) });
  expect(graph.status).toBe(200);
  expect(sharePoint.status).toBe(401);
  expect(sharePoint.text).toContain('Unsupported app only token.');
});
