import { generateKeyPairSync } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { parseKeySet } from '../../shared/access/parse-key-set';
import { SyncError } from '../../shared/model/sync-error';
import { createKeyPair, toPublishedKey } from './mint-token';

const good = createKeyPair('good');
const short = createKeyPair('short', 1024);
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function keyIdsOf(...keys: unknown[]): string[] {
  return [...parseKeySet(JSON.stringify({ keys })).keys()];
}

test('reads a published key as the very same key', () => {
  const key = parseKeySet(JSON.stringify({ keys: [toPublishedKey(good)] })).get('good');
  expect(key?.equals(good.publicKey)).toBe(true);
});

test('takes a key that says nothing of its use, or says RS256', () => {
  const silent = toPublishedKey(good, { kid: 'silent', use: undefined });
  const explicit = toPublishedKey(good, { kid: 'explicit', alg: 'RS256' });
  expect(keyIdsOf(silent, explicit)).toEqual(['silent', 'explicit']);
});

test('keeps only the public part of a key that was published whole', () => {
  const whole = { ...good.privateKey.export({ format: 'jwk' }), kid: 'whole', use: 'sig' };
  const key = parseKeySet(JSON.stringify({ keys: [whole] })).get('whole');
  expect(key?.type).toBe('public');
});

test.each<[string, unknown]>([
  ['is for encryption', toPublishedKey(good, { kid: 'x', use: 'enc' })],
  ['is for another algorithm', toPublishedKey(good, { kid: 'x', alg: 'PS256' })],
  ['has 1024 bits', toPublishedKey(short)],
  ['has no key id', toPublishedKey(good, { kid: undefined })],
  ['has an empty key id', toPublishedKey(good, { kid: '' })],
  ['has a number as key id', toPublishedKey(good, { kid: 7 })],
  ['has no modulus', toPublishedKey(good, { kid: 'x', n: undefined })],
  ['has an empty modulus', toPublishedKey(good, { kid: 'x', n: '' })],
  ['has an empty exponent', toPublishedKey(good, { kid: 'x', e: '' })],
  ['is elliptic', { ...elliptic.publicKey.export({ format: 'jwk' }), kid: 'x', use: 'sig' }],
  ['is a secret', { kty: 'oct', k: 'c2VjcmV0', kid: 'x', use: 'sig' }],
  ['is null', null],
  ['is a text', 'key'],
])('leaves out an entry that %s, and keeps the others', (_, entry) => {
  expect(keyIdsOf(entry, toPublishedKey(good))).toEqual(['good']);
});

describe('refuses the whole answer', () => {
  test.each<[string, string]>([
    ['when it is empty', ''],
    ['when it is a page', '<!doctype html><title>Sign in</title>'],
    ['when it is a list', '[]'],
    ['when it is null', 'null'],
    ['when keys is no list', '{"keys":{}}'],
    ['when there are no keys', '{"keys":[]}'],
    ['when no key can be used', JSON.stringify({ keys: [toPublishedKey(short)] })],
  ])('%s', (_, text) => {
    expect(() => parseKeySet(text)).toThrow(SyncError);
  });
});
