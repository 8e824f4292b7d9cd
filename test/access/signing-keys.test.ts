import { afterEach, describe, expect, test } from '@jest/globals';

import type { SigningKeys } from '../../shared/access/signing-keys';
import { WebSigningKeys } from '../../shared/access/web-signing-keys';
import { RetryLaterError } from '../../shared/model/sync-error';
import { MemorySigningKeys } from './memory-signing-keys';
import { createKeyPair } from './mint-token';
import type { KeyPair } from './mint-token';
import { refusalOf } from './refusal';
import { hangUp, publish, StubKeyEndpoint } from './stub-key-endpoint';

const first = createKeyPair('first');
const second = createKeyPair('second');
let endpoint: StubKeyEndpoint | undefined;

afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

/** Builds an implementation that publishes the keys; undefined: no key can be had at all. */
type Build = (published: readonly KeyPair[] | undefined) => Promise<SigningKeys>;

const buildWeb: Build = async (published) => {
  endpoint = await StubKeyEndpoint.start();
  endpoint.answer = published === undefined ? hangUp : publish(...published);
  return new WebSigningKeys({ url: endpoint.url, now: () => Date.now() });
};

const buildMemory: Build = (published) => {
  const entries = published?.map(({ keyId, publicKey }) => [keyId, publicKey] as const);
  return Promise.resolve(new MemorySigningKeys(entries && Object.fromEntries(entries)));
};

describe.each<[string, Build]>([
  ['WebSigningKeys', buildWeb],
  ['MemorySigningKeys', buildMemory],
])('%s as SigningKeys', (_, build) => {
  test('finds each published key by its id', async () => {
    const keys = await build([first, second]);
    const found = [await keys.find('first'), await keys.find('second')];
    expect(found[0]?.equals(first.publicKey)).toBe(true);
    expect(found[1]?.equals(second.publicKey)).toBe(true);
  });

  test.each(['third', '', 'FIRST', '__proto__', 'constructor', '../first'])(
    'knows no key "%s"',
    async (keyId) => {
      const keys = await build([first]);
      await expect(keys.find(keyId)).resolves.toBeUndefined();
    },
  );

  test('says when to come back if there are no keys to be had', async () => {
    const keys = await build(undefined);
    const refusal = await refusalOf(keys.find('first'));
    expect(refusal.code).toBe('SigningKeysUnavailable');
    expect(refusal).toBeInstanceOf(RetryLaterError);
  });
});
