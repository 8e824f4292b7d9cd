import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenCredential } from '@azure/identity';
import { decodeJwt } from 'jose';
import { createWebAppCredential } from '../../shared/push/web-app-credential';
import { createWebAppTokens } from '../../shared/push/web-app-tokens';
import { adminHost, TenantClient, tenantId } from '../local/tenant/tenant-client';
import { createTestCertificate, type TestCertificate } from '../support/test-certificate';
import { ScriptedHost } from './scripted-host';
import { createAdapters, sendRequestsTo } from './tenant-adapters';

const clientId = '33333333-3333-4333-8333-333333333333';
const ANNA = { kind: 'principalName', text: 'anna@contoso.com' } as const;
let made: TestCertificate;

beforeAll(async () => {
  made = await createTestCertificate();
});

function credential(certificate = made.both): TokenCredential {
  return createWebAppCredential({ tenantId, clientId, certificate });
}

function getToken(of: TokenCredential, resource: 'graph' | 'sharePoint'): Promise<string> {
  return createWebAppTokens({ adminHost, credential: of, now: () => Date.now() })(resource);
}

describe('an app registration with a certificate', () => {
  let tenant: TenantClient;
  let restore: () => void;

  beforeAll(async () => {
    tenant = await TenantClient.start();
    restore = sendRequestsTo(tenant.url);
  });
  beforeEach(() => {
    const { certificate } = made;
    return tenant.control({ reset: true, clients: [{ clientId, certificate }] });
  });
  afterAll(async () => {
    restore();
    await tenant.close();
  });

  it('is let in by Graph and by SharePoint, with one token for each', async () => {
    const { directory, profiles } = createAdapters(credential());
    for (let time = 0; time < 2; time++) {
      const [found] = await directory.find([ANNA]);
      expect(found).toMatchObject({ kind: 'found' });
      expect(await profiles.readNames('anna@contoso.com')).toContain('CellPhone');
    }
    const { requests } = await tenant.state('/counts');
    expect(requests.login.kinds).toEqual({ token: 2 });
  });

  it('has tokens for the host that is called, which tell of a certificate', async () => {
    const claims = decodeJwt(await getToken(credential(), 'sharePoint'));
    expect(claims).toMatchObject({ aud: `https://${adminHost}`, appid: clientId, appidacr: '2' });
  });

  it('is refused by Graph and by SharePoint when its certificate is another', async () => {
    const { both } = await createTestCertificate();
    const { directory, profiles } = createAdapters(credential(both));
    const refused = { code: 'TenantRefused', retryAt: expect.any(Number) };
    await expect(directory.find([ANNA])).rejects.toMatchObject(refused);
    await expect(profiles.readNames('anna@contoso.com')).rejects.toMatchObject(refused);
  });

  it('is let in again as soon as its certificate is registered', async () => {
    await tenant.control({ reset: true });
    const own = credential();
    await expect(getToken(own, 'graph')).rejects.toMatchObject({ code: 'TenantRefused' });
    await tenant.control({ clients: [{ clientId, certificate: made.certificate }] });
    expect(decodeJwt(await getToken(own, 'graph'))).toMatchObject({ appid: clientId });
  });
});

describe('what goes wrong on the way to a token', () => {
  let host: ScriptedHost;

  beforeAll(async () => {
    host = await ScriptedHost.start();
  });
  beforeEach(() => {
    host.arrived.length = 0;
  });
  afterAll(() => host.stop());

  const entra = (error: string, error_description: string) => ({ error, error_description });

  it.each([
    ['an unknown app', 400, entra('unauthorized_client', 'AADSTS700016'), 'TenantRefused'],
    ['an unknown tenant', 400, entra('invalid_request', 'AADSTS90002'), 'TenantRefused'],
    ['an unknown certificate', 401, entra('invalid_client', 'AADSTS700027'), 'TenantRefused'],
    ['too many requests', 429, entra('invalid_request', 'AADSTS90055'), 'TenantUnavailable'],
    ['a failure of Entra', 500, entra('server_error', 'AADSTS90033'), 'TenantUnavailable'],
    ['the page of a gateway', 503, '<html>', 'TenantUnavailable'],
    ['the page of a network', 200, '<html>', 'TenantUnavailable'],
  ])('%s (%i) is told, and not asked about again', async (_what, status, body, code) => {
    host.answer = () => ({ status, body });
    await expect(getToken(credential(), 'graph')).rejects.toMatchObject({ code });
    expect(host.arrived).toHaveLength(1);
  });

  it('a connection that is cut is no refusal', async () => {
    host.answer = () => ({ lost: 'cut' });
    const code = 'TenantUnavailable';
    await expect(getToken(credential(), 'graph')).rejects.toMatchObject({ code });
  });

  it('an answer that does not come is not waited for', async () => {
    host.answer = () => ({ lost: 'silent' });
    const impatient = createWebAppCredential({ tenantId, clientId, certificate: made.both }, 50);
    const code = 'TenantUnavailable';
    await expect(getToken(impatient, 'graph')).rejects.toMatchObject({ code });
    expect(host.arrived).toHaveLength(1);
  });

  it('no error tells of the key', async () => {
    host.answer = () => ({ status: 401, body: entra('invalid_client', 'AADSTS700027') });
    const error = await getToken(credential(), 'graph').catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: Infinity })).not.toContain(made.privateKey.split('\n')[1]);
  });
});
