import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { createTokenVerifier } from '../../shared/access/verify-token';
import { MemorySigningKeys } from './memory-signing-keys';
import { AUDIENCE, createKeyPair, mintBearer, NOW, TENANT } from './mint-token';
import { refusalOf } from './refusal';

const key = createKeyPair('current');

function createVerifier(keys = new MemorySigningKeys({ current: key.publicKey })) {
  return createTokenVerifier({ tenantId: TENANT, audiences: [AUDIENCE], keys, now: () => NOW });
}

async function expectUnauthorized(authorization: string | null): Promise<void> {
  const refusal = await refusalOf(createVerifier().verify(authorization));
  expect(refusal.code).toBe('Unauthorized');
}

describe('S43, S52: the Authorization header', () => {
  test.each<[string, string | null]>([
    ['missing', null],
    ['empty', ''],
    ['without a token', 'Bearer'],
    ['with an empty token', 'Bearer  '],
    ['with a password', 'Basic aHI6aHI='],
    ['with three dots of nothing', 'Bearer ...'],
    ['with an encrypted token', 'Bearer a.b.c.d.e'],
    ['with a token that is not base64url', 'Bearer a+b.c.d'],
    ['with a header that is no JSON', 'Bearer aGVsbG8.e30.c2ln'],
    ['with a header that is a list', 'Bearer W10.e30.c2ln'],
  ])('%s is refused', async (_, authorization) => {
    await expectUnauthorized(authorization);
  });

  test('with the token alone, or twice, is refused', async () => {
    const bearer = await mintBearer(key);
    await expectUnauthorized(bearer.slice('Bearer '.length));
    await expectUnauthorized(`${bearer}, ${bearer}`);
  });

  test('takes the scheme in any case', async () => {
    const bearer = await mintBearer(key);
    const caller = createVerifier().verify(bearer.replace('Bearer', 'bEARER'));
    await expect(caller).resolves.toHaveProperty('kind', 'application');
  });

  test('of 20 KB is refused before anything is decoded', async () => {
    const keys = new MemorySigningKeys({ current: key.publicKey });
    const bearer = await mintBearer(key, { groups: 'g'.repeat(15_000) });
    const refusal = await refusalOf(createVerifier(keys).verify(bearer));
    expect(refusal.message).toContain('too long');
    expect(keys.asked).toEqual([]);
  });

  test('of a caller with 200 roles is taken', async () => {
    const roles = Array.from({ length: 200 }, (_, index) => `Some.Application.Role.${index}`);
    const caller = await createVerifier().verify(await mintBearer(key, { roles }));
    expect(caller.roles).toHaveLength(200);
  });

  test('refuses whatever else is put there, and never fails in another way', async () => {
    const part = fc.oneof(fc.base64String(), fc.json(), fc.string({ unit: 'binary' }));
    const token = fc.array(part, { maxLength: 5 }).map((parts) => `Bearer ${parts.join('.')}`);
    await fc.assert(fc.asyncProperty(fc.oneof(token, fc.string()), expectUnauthorized));
  });
});
