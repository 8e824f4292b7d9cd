import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { fetchKeySet } from '../../shared/access/web-key-set';
import { createKeyPair } from './mint-token';
import {
  hangUp,
  keySetOf,
  publish,
  redirect,
  send,
  stall,
  stallInBody,
  StubKeyEndpoint,
} from './stub-key-endpoint';
import type { Answer } from './stub-key-endpoint';

const key = createKeyPair('current');
const keySet = keySetOf(key);
let endpoint: StubKeyEndpoint;

beforeEach(async () => {
  endpoint = await StubKeyEndpoint.start();
});

afterEach(async () => {
  await endpoint.close();
});

test('reads the key set that the endpoint publishes', async () => {
  endpoint.answer = publish(key);
  const keys = await fetchKeySet(endpoint.url, 5_000);
  expect(keys.get('current')?.equals(key.publicKey)).toBe(true);
});

test('takes a key set of nearly a megabyte', async () => {
  endpoint.answer = send(keySet + ' '.repeat(990_000));
  expect((await fetchKeySet(endpoint.url, 5_000)).size).toBe(1);
});

test.each<[string, Answer, RegExp]>([
  ['hangs up', hangUp, /fetch failed/],
  ['does not answer in time', stall, /timeout/],
  ['does not end its answer in time', stallInBody, /timeout/],
  ['redirects', redirect, /fetch failed/],
  ['answers 500', send('{}', 500), /status 500/],
  ['answers 404, though with a key set', send(keySet, 404), /status 404/],
  ['answers with nothing', send(''), /not a key set/],
  ['answers with a page', send('<!doctype html><title>Sign in</title>'), /not a key set/],
  ['answers with no keys', send('{"keys":[]}'), /no usable signing key/],
  ['answers with more than a megabyte', send(keySet + ' '.repeat(1_000_000)), /too large/],
  ['answers with 10 MB', send(' '.repeat(10_000_000)), /too large/],
])('fails once and for all with an endpoint that %s', async (_, answer, message) => {
  endpoint.answer = answer;
  await expect(fetchKeySet(endpoint.url, 500)).rejects.toThrow(message);
  expect(endpoint.requests).toBe(1);
});
