import { createHmac, createPublicKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, test } from '@jest/globals';

import { createTokenVerifier } from '../../shared/access/verify-token';
import { MemorySigningKeys } from './memory-signing-keys';
import {
  AUDIENCE,
  createKeyPair,
  mintBearer,
  NOW,
  signRaw,
  TENANT,
  toPublishedKey,
  toSigningInput,
} from './mint-token';
import { refusalOf } from './refusal';

const key = createKeyPair('current');
const attacker = createKeyPair('attacker');
const short = createKeyPair('short', 1024);
const published = { current: key.publicKey, short: short.publicKey };

function createVerifier(keys = new MemorySigningKeys(published)) {
  return createTokenVerifier({ tenantId: TENANT, audiences: [AUDIENCE], keys, now: () => NOW });
}

async function expectUnauthorized(authorization: string | null): Promise<void> {
  const refusal = await refusalOf(createVerifier().verify(authorization));
  expect(refusal.code).toBe('Unauthorized');
}

/** A token signed as HS256, with a secret that an attacker may know. */
function signWithSecret(secret: string | Buffer): string {
  const input = toSigningInput({ alg: 'HS256', kid: key.keyId });
  return `Bearer ${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

describe('S43, S52: the algorithm', () => {
  test.each(['none', 'None', 'NONE', 'nOnE', '', 'RS256 ', 'rs256', 'PS256', 'ES256', 'HS256'])(
    '"%s" is refused, signed or not',
    async (alg) => {
      const input = toSigningInput({ alg, kid: key.keyId });
      await expectUnauthorized(`Bearer ${input}.`);
      await expectUnauthorized(`Bearer ${input}.c2lnbmF0dXJl`);
      await expectUnauthorized(signRaw(input, key.privateKey));
    },
  );

  test('is looked at before the key is, so that no other algorithm costs a call', async () => {
    const keys = new MemorySigningKeys(published);
    const bearer = signRaw(toSigningInput({ alg: 'PS256', kid: 'unknown' }), key.privateKey);
    await refusalOf(createVerifier(keys).verify(bearer));
    expect(keys.asked).toEqual([]);
  });

  test.each([undefined, null, 5, ['RS256'], { name: 'RS256' }])('%p is refused', async (alg) => {
    await expectUnauthorized(signRaw(toSigningInput({ alg, kid: key.keyId }), key.privateKey));
  });

  test('HS256 with anything public as the secret is refused', async () => {
    const { n } = key.publicKey.export({ format: 'jwk' });
    const secrets = [
      key.publicKey.export({ type: 'spki', format: 'pem' }),
      key.publicKey.export({ type: 'pkcs1', format: 'pem' }),
      key.publicKey.export({ type: 'spki', format: 'der' }),
      Buffer.from(String(n), 'base64url'),
      '',
      'secret',
    ];
    for (const secret of secrets) await expectUnauthorized(signWithSecret(secret));
  });

  test('an unknown critical header is refused', async () => {
    const header = { alg: 'RS256', kid: key.keyId, crit: ['tenant'], tenant: 'other' };
    await expectUnauthorized(signRaw(toSigningInput(header), key.privateKey));
  });
});

describe('S43, S52: the signature', () => {
  test("of someone else's key under a known key id is refused", async () => {
    const bearer = await mintBearer({ ...attacker, keyId: key.keyId });
    const refusal = await refusalOf(createVerifier().verify(bearer));
    expect(refusal.message).toContain('signature');
  });

  test('of other claims is refused', async () => {
    const [header, , signature] = (await mintBearer(key)).split('.');
    const [, claims] = (await mintBearer(key, { roles: ['ProfileSync.Admin'] })).split('.');
    await expectUnauthorized(`${String(header)}.${String(claims)}.${String(signature)}`);
  });

  test('of a key too short to trust is refused, though it is right and published', async () => {
    const input = toSigningInput({ alg: 'RS256', kid: short.keyId });
    expect(createPublicKey(short.privateKey).asymmetricKeyDetails?.modulusLength).toBe(1024);
    await expectUnauthorized(signRaw(input, short.privateKey));
  });

  test('made as these tests make raw ones is good under a known key', async () => {
    const input = toSigningInput({ alg: 'RS256', kid: key.keyId });
    const caller = createVerifier().verify(signRaw(input, key.privateKey));
    await expect(caller).resolves.toHaveProperty('kind', 'application');
  });
});

describe('S43, S52: the key id', () => {
  test.each<[string, string]>([
    ['a path', '../../../../dev/null'],
    ['SQL', "x' UNION SELECT 'secret' --"],
    ['a command', '| sleep 10'],
    ['a prototype', '__proto__'],
    ['a method', 'constructor'],
    ['nothing', ''],
  ])('of %s is only looked up', async (_, kid) => {
    const keys = new MemorySigningKeys(published);
    const bearer = await mintBearer(attacker, {}, { kid });
    const refusal = await refusalOf(createVerifier(keys).verify(bearer));
    expect(refusal.code).toBe('Unauthorized');
    expect(keys.asked).toEqual([kid]);
  });

  test.each<[string, unknown]>([
    ['absent', undefined],
    ['null', null],
    ['a number', 7],
    ['a list', ['current']],
    ['an object', { toString: 'current' }],
    ['6 KB long', 'k'.repeat(6_000)],
  ])('that is %s is not even looked up', async (_, kid) => {
    const keys = new MemorySigningKeys(published);
    const bearer = signRaw(toSigningInput({ alg: 'RS256', kid }), key.privateKey);
    const refusal = await refusalOf(createVerifier(keys).verify(bearer));
    expect(refusal.code).toBe('Unauthorized');
    expect(keys.asked).toEqual([]);
  });
});

describe('S43, S52: keys and key addresses inside the token', () => {
  test('are neither used nor called', async () => {
    const calls: string[] = [];
    const trap = createServer((request, response) => {
      calls.push(request.url ?? '');
      response.end(JSON.stringify({ keys: [toPublishedKey(attacker)] }));
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/keys`;
    const jwk = toPublishedKey(attacker);
    const lures = [{ jku: url }, { x5u: url }, { jwk }, { x5c: ['MIIB'] }, { kid: url, jku: url }];
    for (const lure of lures) {
      for (const kid of [attacker.keyId, key.keyId]) {
        await expectUnauthorized(await mintBearer(attacker, {}, { kid, ...lure }));
      }
    }
    await new Promise((resolve) => trap.close(resolve));
    expect(calls).toEqual([]);
  });
});
