import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  readRowWords,
  toNumbers,
  toProfile,
  type RowWords,
  type WordValue,
} from '../../shared/apply/row-words';

const rest = { synchronized: false, updatedAt: '2026-01-05T08:00:00.000Z' };

const fieldWord = fc.tuple(
  fc.constantFrom('name', 'jobTitle', 'phone', 'mobile'),
  fc.option(fc.string({ minLength: 1 })),
);
const extendedWord = fc
  .tuple(fc.constantFrom('A', 'a', '__proto__', 'name', 'x:A'), fc.option(fc.string()))
  .map(([Key, Value]): [string, WordValue] => [
    `x:${Key}`,
    Value === null ? null : { Key, Type: 1, Value },
  ]);

/** A row as it can come about: every word is at least as new as the floor. */
const rowWords = fc
  .record({
    floor: fc.nat(3),
    words: fc.uniqueArray(fc.tuple(fc.oneof(fieldWord, extendedWord), fc.nat(5)), {
      selector: ([[word]]) => word,
    }),
  })
  .map(({ floor, words }): RowWords => {
    const heard = new Map<string, { value: WordValue; number: number }>([
      ['userId', { value: 'anna', number: floor + 1 }],
      ['lifecycle', { value: 'active', number: floor + 2 }],
    ]);
    for (const [[word, value], above] of words) heard.set(word, { value, number: floor + above });
    return { heard, floor };
  });

describe('the words of a row', () => {
  test('come back from the stored row with value and number, cleared ones too', () => {
    fc.assert(
      fc.property(rowWords, (words) => {
        const stored = { profile: toProfile(words, rest), numbers: toNumbers(words, 1), etag: '1' };
        const read = readRowWords(JSON.parse(JSON.stringify(stored)) as typeof stored);
        const numberOf = (row: RowWords, word: string) => row.heard.get(word)?.number ?? row.floor;
        const valueOf = (row: RowWords, word: string) => row.heard.get(word)?.value ?? null;
        for (const word of new Set([...words.heard.keys(), ...read.heard.keys()])) {
          expect([word, numberOf(read, word)]).toEqual([word, numberOf(words, word)]);
          expect([word, valueOf(read, word)]).toEqual([word, valueOf(words, word)]);
        }
      }),
    );
  });

  test('share one number where they can', () => {
    const heard = new Map(
      ['userId', 'lifecycle', 'name', 'phone'].map((word) => [word, { value: word, number: 5 }]),
    );
    expect(toNumbers({ heard, floor: 0 }, 5)).toEqual({
      base: 5,
      exceptions: {},
      floor: 0,
      createdBy: 5,
    });
  });
});
