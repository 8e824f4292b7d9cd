import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeKey,
  encodeKey,
  MAX_KEY_LENGTH,
  normalizeUserId,
  personKey,
} from '../../shared/model/person-key';
import { tableKeyComplaints } from '../support/table-key';

/** Any text that UTF-8 can hold: what is not, intake refuses. */
const wellFormed = fc.string({ unit: 'binary', maxLength: 60 });

describe('a table key', () => {
  it('S11: turns back into the text that it was made of', () => {
    fc.assert(fc.property(wellFormed, (text) => decodeKey(encodeKey(text)) === text));
  });

  it('S11: is another one for another text', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (one, other) => {
        return (encodeKey(one) === encodeKey(other)) === (one === other);
      }),
    );
  });

  it('S11: holds nothing that a table service refuses, for any character', () => {
    const everyUnit = Array.from({ length: 0x10000 }, (_, unit) => unit)
      .filter((unit) => unit < 0xd800 || unit > 0xdfff)
      .map((unit) => String.fromCharCode(unit));
    expect(everyUnit.flatMap((text) => tableKeyComplaints(encodeKey(text)))).toEqual([]);
  });

  it.each([
    ['a_b.com#EXT#@contoso.onmicrosoft.com', 'a_b.com=23ext=23@contoso.onmicrosoft.com'],
    ['DOMAIN\\user/1?', 'domain=5cuser=2f1=3f'],
    ['a=23b', 'a=3d23b'],
    ['Zoë', 'zoë'],
  ])('S11: makes %j readable as %j', (userId, expected) => {
    expect(personKey(userId).rowKey).toBe(expected);
  });

  it('S11: is the same for every spelling of a userId in case and Unicode form', () => {
    const spellings = ['ZOË@Contoso.com', 'zoë@contoso.com', 'zoe\u{308}@CONTOSO.COM'];
    expect(new Set(spellings.map((userId) => personKey(userId).rowKey)).size).toBe(1);
  });

  it('S11: does not change when a userId is normalized twice', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const once = normalizeUserId(text);
        return normalizeUserId(once) === once;
      }),
    );
  });
});

describe('where a person lies', () => {
  it('is a bucket of sixteen neighbouring slices', () => {
    fc.assert(
      fc.property(wellFormed, (userId) => {
        const { bucket, slice, hash32 } = personKey(userId);
        return Number.parseInt(bucket, 16) === slice >> 4 && slice === hash32 >>> 24;
      }),
    );
  });

  it('spreads people evenly, so that no bucket takes twice its share', () => {
    const counts = new Map<string, number>();
    for (let number = 0; number < 16_000; number++) {
      const { bucket } = personKey(`E-${String(number)}`);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    expect(counts.size).toBe(16);
    expect(Math.max(...counts.values())).toBeLessThan(2 * 1_000);
  });

  it('leaves room for keys of the longest length that the table takes', () => {
    expect(personKey('x'.repeat(MAX_KEY_LENGTH)).rowKey).toHaveLength(MAX_KEY_LENGTH);
  });
});
