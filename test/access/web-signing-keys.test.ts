import { setTimeout } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { signingKeysUrl, WebSigningKeys } from '../../shared/access/web-signing-keys';
import { RetryLaterError } from '../../shared/model/sync-error';
import { createKeyPair, NOW, TENANT } from './mint-token';
import { refusalOf } from './refusal';
import { hangUp, publish, stall, StubKeyEndpoint } from './stub-key-endpoint';
import type { Answer } from './stub-key-endpoint';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const old = createKeyPair('old');
const next = createKeyPair('next');

let endpoint: StubKeyEndpoint;
let now: number;
let keys: WebSigningKeys;

beforeEach(async () => {
  now = NOW;
  endpoint = await StubKeyEndpoint.start();
  endpoint.answer = publish(old);
  keys = new WebSigningKeys({ url: endpoint.url, now: () => now, timeoutMs: 300 });
});

afterEach(async () => {
  await endpoint.close();
});

/** Lets a fetch in the background end: an unknown key id waits for the fetch under way. */
async function settle(): Promise<void> {
  await keys.find('nobody').catch(() => undefined);
}

async function isFound(keyId: string): Promise<boolean> {
  return (await keys.find(keyId)) !== undefined;
}

test("asks where Entra publishes a tenant's keys", () => {
  expect(signingKeysUrl(TENANT)).toBe(
    'https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/discovery/v2.0/keys',
  );
});

describe('while the endpoint answers', () => {
  test('fetches once for an hour of known keys', async () => {
    for (const time of [NOW, NOW + 1, NOW + HOUR - 1]) {
      now = time;
      expect(await isFound('old')).toBe(true);
    }
    // A request of our own arrives after any that would be under way in the background.
    await fetch(endpoint.url);
    expect(endpoint.requests).toBe(2);
  });

  test('shares one fetch between callers who come at the same time', async () => {
    const found = await Promise.all(Array.from({ length: 50 }, () => isFound('old')));
    expect(found).not.toContain(false);
    expect(endpoint.requests).toBe(1);
  });

  test('answers from memory after an hour, and learns of the new keys behind it', async () => {
    await keys.find('old');
    endpoint.answer = publish(next);
    now += HOUR;
    expect(await isFound('old')).toBe(true);
    for (let polls = 0; polls < 500 && (await isFound('old')); polls += 1) await setTimeout(5);
    expect(await isFound('old')).toBe(false);
    expect(await isFound('next')).toBe(true);
  });

  test('finds a key that was published after the last fetch at its first use', async () => {
    await keys.find('old');
    endpoint.answer = publish(old, next);
    expect(await isFound('next')).toBe(true);
    expect(endpoint.requests).toBe(2);
  });
});

describe('under a flood of unknown key ids', () => {
  test('starts two fetches in 30 seconds and no more, together or one by one', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => keys.find(`a${index}`)));
    for (let index = 0; index < 200; index += 1) await keys.find(`b${index}`);
    now += 30 * SECOND - 1;
    await keys.find('c');
    expect(endpoint.requests).toBe(2);
  });

  test('starts two more in each further 30 seconds, however long it goes on', async () => {
    for (let tick = 0; tick < 600; tick += 1) {
      await keys.find(`kid-${tick}`);
      now += SECOND;
    }
    expect(endpoint.requests).toBe(40);
  });

  test('goes on answering for the known key, and finds a new one within 30 seconds', async () => {
    for (let index = 0; index < 10; index += 1) await keys.find(`kid-${index}`);
    endpoint.answer = publish(old, next);
    expect(await isFound('old')).toBe(true);
    expect(await isFound('next')).toBe(false);
    now += 30 * SECOND;
    expect(await isFound('next')).toBe(true);
  });

  test('starts no more than two when the endpoint fails', async () => {
    endpoint.answer = hangUp;
    for (let index = 0; index < 20; index += 1) await refusalOf(keys.find(`kid-${index}`));
    expect(endpoint.requests).toBe(2);
  });

  test('is not kept from fetching by a clock that is set back', async () => {
    await keys.find('a');
    await keys.find('b');
    endpoint.answer = publish(next);
    now -= 48 * HOUR;
    expect(await isFound('next')).toBe(true);
  });
});

describe('while the endpoint is down', () => {
  beforeEach(async () => {
    await keys.find('old');
    endpoint.answer = hangUp;
  });

  test('known keys go on for 24 hours after the last good fetch', async () => {
    for (let hours = 1; hours < 24; hours += 1) {
      now = NOW + hours * HOUR;
      expect(await isFound('old')).toBe(true);
      await settle();
    }
    now = NOW + 24 * HOUR - 1;
    expect(await isFound('old')).toBe(true);
  });

  test('known keys end after 24 hours, and come back with the endpoint', async () => {
    now = NOW + 24 * HOUR;
    const refusal = await refusalOf(keys.find('old'));
    expect(refusal.code).toBe('SigningKeysUnavailable');
    endpoint.answer = publish(old);
    expect(await isFound('old')).toBe(true);
  });

  test('an unknown key is answered with "later": it may be a new one', async () => {
    const refusal = await refusalOf(keys.find('next'));
    expect(refusal.code).toBe('SigningKeysUnavailable');
    endpoint.answer = publish(old, next);
    now += 30 * SECOND;
    expect(await isFound('next')).toBe(true);
    expect(await isFound('nobody')).toBe(false);
  });
});

describe('with no key in memory', () => {
  test.each<[string, Answer]>([
    ['hangs up', hangUp],
    ['does not answer', stall],
  ])('an endpoint that %s means "later", after one request', async (_, answer) => {
    endpoint.answer = answer;
    const refusal = await refusalOf(keys.find('old'));
    expect(refusal.code).toBe('SigningKeysUnavailable');
    expect(refusal.cause).toBeDefined();
    expect(endpoint.requests).toBe(1);
  });

  test('the time to come back is when the next fetch is allowed', async () => {
    endpoint.answer = hangUp;
    const retryAts: number[] = [];
    for (const start of [NOW, NOW + SECOND, NOW + 2 * SECOND]) {
      now = start;
      const refusal = await refusalOf(keys.find('old'));
      if (refusal instanceof RetryLaterError) retryAts.push(refusal.retryAt - NOW);
    }
    expect(retryAts).toEqual([5 * SECOND, 30 * SECOND, 30 * SECOND]);
    endpoint.answer = publish(old);
    now = NOW + 30 * SECOND;
    expect(await isFound('old')).toBe(true);
  });
});
