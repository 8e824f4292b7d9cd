import { describe, expect, test } from '@jest/globals';
import { tableComplaints, tableValid } from '../../shared/storage/table-valid';

const key = { partitionKey: 'p', rowKey: 'r' };
const columns = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [`c${place}`, 1]));

describe('T5: the check of rows before they are written', () => {
  test.each<[string, Record<string, unknown>]>([
    ['252 columns', columns(252)],
    ['64 KiB of text', { v: 'x'.repeat(32_768) }],
    ['64 KiB of bytes', { v: new Uint8Array(65_536) }],
    [
      'numbers, dates, GUIDs',
      { a: 1.5, b: 2n ** 62n, c: new Date(), d: { type: 'Guid', value: '' } },
    ],
    ['separators, emoji, private characters', { v: '\u2028\u2029😀\ue000\ufffe\u0001' }],
    ['names in other scripts', { naïve_2: 'x', 名前: 'x', _x: 'x' }],
    ['what reading adds', { etag: 'W/"1"', timestamp: 'now', 'odata.metadata': 'x' }],
    ['a key of 512 characters', { rowKey: 'é'.repeat(512) }],
  ])('takes %s', (_, row) => {
    expect(tableComplaints({ ...key, ...row })).toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['253 columns', columns(253)],
    ['longer text', { v: 'x'.repeat(32_769) }],
    ['longer bytes', { v: new Uint8Array(65_537) }],
    ['half a character', { v: 'a\ud800' }],
    ['a NUL', { v: 'a\0b' }],
    ['no number', { v: Number.NaN }],
    ['an infinite number', { v: Number.POSITIVE_INFINITY }],
    ['a whole number beyond 64 bits', { v: 2n ** 63n }],
    ['nothing', { v: null }],
    ['a list', { v: [1] }],
    ['a name with a space', { 'Property 1': 'x' }],
    ['a name with a type', { 'name@odata.type': 'Edm.Int64' }],
    ['a name with a dash', { 'a-b': 'x' }],
    ['a name that begins with a digit', { '1a': 'x' }],
    ['a name of 256 characters', { ['x'.repeat(256)]: 'x' }],
    ['a reserved name', { RowKey: 'x' }],
    ['a slash in a key', { rowKey: 'a/b' }],
    ['a backslash in a key', { rowKey: 'a\\b' }],
    ['a hash in a key', { rowKey: 'a#b' }],
    ['a question mark in a key', { partitionKey: 'a?' }],
    ['a control character in a key', { rowKey: 'a\u0085b' }],
    ['half a character in a key', { rowKey: 'a\udc00' }],
    ['a key of 513 characters', { rowKey: 'x'.repeat(513) }],
    [
      'more than 1 MiB',
      Object.fromEntries([...Array(17).keys()].map((n) => [`c${n}`, 'x'.repeat(32_768)])),
    ],
  ])('refuses %s', (_, row) => {
    expect(tableValid({ ...key, ...row })).toBe(false);
  });

  test('names columns and never values', () => {
    const complaints = tableComplaints({ ...key, phone: 'secret\0', jobTitle: 'secret\ud800' });
    expect(complaints).toHaveLength(2);
    expect(complaints.join()).not.toContain('secret');
  });
});
