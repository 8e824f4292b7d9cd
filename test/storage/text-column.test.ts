import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readText, textColumns, writeText } from '../../shared/storage/text-column';

describe('a text in columns', () => {
  test('has one column of its name while it fits', () => {
    expect(writeText('phone', '123')).toEqual({ phone: '123' });
    expect(writeText('phone', '')).toEqual({ phone: '' });
    expect(writeText('phone', undefined)).toEqual({});
    expect(Object.keys(writeText('phone', 'x'.repeat(32_768)))).toEqual(['phone']);
  });

  test('goes on in numbered columns', () => {
    const columns = writeText('extended_props', 'x'.repeat(70_000));
    expect(Object.keys(columns)).toEqual([
      'extended_props',
      'extended_props_1',
      'extended_props_2',
    ]);
    expect(textColumns(columns, 'extended_props')).toEqual(Object.keys(columns));
  });

  test('is never cut inside a character', () => {
    const text = 'x'.repeat(32_767) + '😀'.repeat(20_000);
    const pieces = Object.values(writeText('name', text));
    expect(pieces.filter((piece) => /\p{Surrogate}/u.test(piece))).toEqual([]);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(32_768);
    expect(pieces.join('')).toBe(text);
  });

  test('is read back as it was written', () => {
    const unit = fc.constantFrom(
      'x'.repeat(16_384),
      'y'.repeat(16_383),
      '😀'.repeat(8_192),
      'é',
      '',
    );
    const texts = fc.array(unit, { maxLength: 6 }).map((units) => units.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        expect(readText(writeText('name', text), 'name')).toBe(text);
      }),
    );
  });

  test('leaves alone a numbered column that is somebody else’s', () => {
    expect(readText({ phone: '1', phone_1: '2' }, 'phone')).toBe('1');
    expect(textColumns({ phone: '1', phone_1: '2' }, 'phone')).toEqual(['phone']);
  });

  test('is none where the column holds something else', () => {
    expect(readText({ phone: 12 }, 'phone')).toBeUndefined();
    expect(readText({}, 'phone')).toBeUndefined();
  });
});
