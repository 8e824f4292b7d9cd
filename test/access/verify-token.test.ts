import { describe, expect, test } from '@jest/globals';

import { createTokenVerifier } from '../../shared/access/verify-token';
import type { TokenVerifier } from '../../shared/access/verify-token';
import { RetryLaterError } from '../../shared/model/sync-error';
import { MemorySigningKeys } from './memory-signing-keys';
import {
  APPLICATION_CLAIMS,
  AUDIENCE,
  createKeyPair,
  mintBearer,
  NOW,
  NOW_SECONDS,
  PERSON,
  TENANT,
  V1_ISSUER,
  V2_ISSUER,
} from './mint-token';
import type { Claims } from './mint-token';
import { refusalOf } from './refusal';

const key = createKeyPair('current');
const OTHER_TENANT = '99999999-9999-4999-8999-999999999999';
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';

function createVerifier(overrides: { now?: number; tenantId?: string } = {}): TokenVerifier {
  return createTokenVerifier({
    tenantId: overrides.tenantId ?? TENANT,
    audiences: [AUDIENCE, '44444444-4444-4444-8444-444444444444'],
    keys: new MemorySigningKeys({ current: key.publicKey }),
    now: () => overrides.now ?? NOW,
  });
}

async function verify(claims: Claims, now = NOW) {
  return createVerifier({ now }).verify(await mintBearer(key, claims));
}

describe.each(['v1', 'v2'] as const)('a %s token', (version) => {
  const usual: Claims = APPLICATION_CLAIMS[version];
  const mint = (claims: Claims) => {
    // The minted token starts from version 2, so what only that version has is taken away first.
    const bare = { azp: undefined, idtyp: undefined, ...usual };
    return mintBearer(key, { ...bare, ...claims });
  };
  const verifyVersion = async (claims: Claims, now = NOW) =>
    createVerifier({ now }).verify(await mint(claims));

  test('S41: tells the application, its object id and its roles', async () => {
    await expect(verifyVersion({})).resolves.toEqual({
      kind: 'application',
      applicationId: '22222222-2222-4222-8222-222222222222',
      objectId: '33333333-3333-4333-8333-333333333333',
      roles: ['User.Read.All'],
    });
  });

  test('is taken for any audience of the list', async () => {
    const caller = await verifyVersion({ aud: '44444444-4444-4444-8444-444444444444' });
    expect(caller.kind).toBe('application');
  });

  test.each<[string, Claims, string]>([
    ['another audience', { aud: 'https://graph.microsoft.com' }, 'audience'],
    ['a longer audience', { aud: `${AUDIENCE}/v2` }, 'audience'],
    ['no audience', { aud: undefined }, 'audience'],
    ['another tenant in tid', { tid: OTHER_TENANT }, 'tenant'],
    ['no tenant', { tid: undefined }, 'tenant'],
    ['the tenant in a list', { tid: [TENANT] }, 'tenant'],
    ['another tenant as issuer', { iss: inTenant(usual['iss'], OTHER_TENANT) }, 'issuer'],
    ['the consumer tenant', ofTenant(usual['iss'], CONSUMERS), 'issuer'],
    ['the literal of a template', ofTenant(usual['iss'], '{tenantid}'), 'issuer'],
    ['a foreign tenant with shared keys', ofTenant(usual['iss'], OTHER_TENANT), 'issuer'],
    ['no issuer', { iss: undefined }, 'issuer'],
    ['an issuer in a list', { iss: [usual['iss']] }, 'issuer'],
    ['a longer issuer', { iss: `${String(usual['iss'])}.evil.example` }, 'issuer'],
    ['an issuer in capitals', { iss: String(usual['iss']).toUpperCase() }, 'issuer'],
    ['an issuer by http', { iss: String(usual['iss']).replace('https', 'http') }, 'issuer'],
    ['no version', { ver: undefined }, 'version'],
    ['a number as version', { ver: 2 }, 'version'],
    ['a version that never was', { ver: '3.0' }, 'version'],
    ['neither version nor issuer', { ver: undefined, iss: undefined }, 'issuer'],
    ['no expiry', { exp: undefined }, '"exp"'],
    ['an expiry as text', { exp: String(NOW_SECONDS + 3600) }, '"exp"'],
    ['a start as text', { nbf: 'now' }, 'not valid yet'],
    ['an empty expiry', { exp: null }, '"exp"'],
  ])('S43: with %s is refused as Unauthorized', async (_, claims, word) => {
    const refusal = await refusalOf(verifyVersion(claims));
    expect(refusal.code).toBe('Unauthorized');
    expect(refusal.message).toContain(word);
  });

  test("S43: with the other version's issuer is refused", async () => {
    const iss = version === 'v1' ? V2_ISSUER : V1_ISSUER;
    const refusal = await refusalOf(verifyVersion({ iss }));
    expect(refusal.code).toBe('Unauthorized');
    expect(refusal.message).toContain('version');
  });

  test('S41: of a person, even with an ingest role, is told as a user', async () => {
    const caller = await verifyVersion({ ...PERSON, roles: ['User.Read.All'] });
    expect(caller.kind).toBe('user');
  });
});

function inTenant(issuer: unknown, tenant: string): string {
  return String(issuer).replace(TENANT, tenant);
}

function ofTenant(issuer: unknown, tenant: string): Claims {
  return { iss: inTenant(issuer, tenant), tid: tenant };
}

describe('the times of a token', () => {
  const window = { nbf: NOW_SECONDS, exp: NOW_SECONDS + 3600 };

  test.each<[string, number]>([
    ['60 s before it starts', NOW - 60_000],
    ['in the middle', NOW + 1_800_000],
    ['59 s after it ended', NOW + 3_659_000],
  ])('are good %s', async (_, now) => {
    await expect(verify(window, now)).resolves.toHaveProperty('kind', 'application');
  });

  test.each<[string, number, string]>([
    ['61 s before it starts', NOW - 61_000, 'not valid yet'],
    ['60 s after it ended', NOW + 3_660_000, 'expired'],
    ['a year after it ended', NOW + 31_536_000_000, 'expired'],
  ])('S43, S52: are refused %s', async (_, now, word) => {
    const refusal = await refusalOf(verify(window, now));
    expect(refusal.code).toBe('Unauthorized');
    expect(refusal.message).toContain(word);
  });
});

describe('the verifier', () => {
  test('takes a tenant id in capitals, as some portals show it', async () => {
    const tenantId = 'aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa';
    const iss = `https://login.microsoftonline.com/${tenantId}/v2.0`;
    const verifier = createVerifier({ tenantId: tenantId.toUpperCase() });
    const bearer = await mintBearer(key, { iss, tid: tenantId });
    await expect(verifier.verify(bearer)).resolves.toHaveProperty('kind', 'application');
  });

  test('S50: refuses a good token that is no access token as Forbidden', async () => {
    const refusal = await refusalOf(verify({ idtyp: undefined, sub: 'pairwise-subject' }));
    expect(refusal.code).toBe('Forbidden');
  });

  test('passes on that there are no keys at all, with the time to come back', async () => {
    const verifier = createTokenVerifier({
      tenantId: TENANT,
      audiences: [AUDIENCE],
      keys: new MemorySigningKeys(undefined),
      now: () => NOW,
    });
    const refusal = await refusalOf(verifier.verify(await mintBearer(key)));
    expect(refusal.code).toBe('SigningKeysUnavailable');
    expect(refusal).toBeInstanceOf(RetryLaterError);
  });

  test('shows nothing of the token in its refusals, causes included', async () => {
    const canary = 'canary-7f3a@contoso.com';
    const hostile: Claims[] = [
      { upn: canary, exp: 1 },
      { upn: canary, aud: canary },
      { upn: canary, iss: canary },
      { upn: canary, ver: canary },
      { upn: canary, tid: canary },
      { upn: canary, scp: [canary] },
    ];
    for (const claims of hostile) {
      const refusal = await refusalOf(verify(claims));
      expect(refusal.message).not.toContain(canary);
      expect(refusal.cause).toBeUndefined();
    }
  });
});
