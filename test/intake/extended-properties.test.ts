import { describe, expect, test } from '@jest/globals';
import type { ProfileProperty } from '../../shared/model/profile-property';
import { receiveAll, refusalOf } from './receive';

function personWith(...properties: readonly unknown[]) {
  return { userId: 'id', extended_props: properties };
}

/** What becomes of one value of one type. */
async function storedValue(Type: unknown, Value: unknown, catalogue: ProfileProperty[] = []) {
  const person = personWith({ Key: 'key', Type, Value });
  const { changes, rejections } = await receiveAll([{ userId: 'good' }, person], {
    limits: { timeZone: 'Europe/Madrid' },
    catalogue,
  });
  const [rejection] = rejections;
  if (rejection === undefined) return changes[1]!.extended[0]!.Value;
  const { code, field } = rejection;
  return { code, field };
}

const MISMATCH = { code: 'TypeMismatch', field: 'extended_props[0].Value' };

describe('extended properties', () => {
  test.each([
    ['S29', 1, 'text', 'text'],
    ['S29', 1, '', ''],
    ['S30, S38', 2, true, true],
    ['S30, S38', 2, 'true', true],
    ['S30, S38', 2, 'False', false],
    ['S31, S38', 3, '12', 12],
    ['S31', 3, -12, -12],
    ['S31', 3, 12.0, 12],
    ['S31', 3, '+0012', 12],
    ['S31', 3, '-0', 0],
    ['S31', 3, 9_007_199_254_740_991, 9_007_199_254_740_991],
    ['S31', 3, '9007199254740993', '9007199254740993'],
    ['S31', 3, '9223372036854775807', '9223372036854775807'],
    ['S31', 3, '-9223372036854775808', '-9223372036854775808'],
    ['S32', 4, '2024-02-29T23:30:00Z', '2024-02-29T23:30:00.000Z'],
    ['S32', 4, '2024-07-01T00:00:00.1234567+02:00', '2024-06-30T22:00:00.123Z'],
    ['S32', 4, '2024-07-01T00:00:00-0330', '2024-07-01T03:30:00.000Z'],
    ['S32', 4, '2024-07-01T12:00', '2024-07-01T10:00:00.000Z'],
    ['S32', 4, '2024-01-01', '2023-12-31T23:00:00.000Z'],
    ['S33', 5, 1.5, 1.5],
    ['S33, S38', 5, '-1.50', -1.5],
    ['S33', 5, '1e3', 1000],
    ['S33', 5, '-0.0', 0],
    ['S34', 6, '01234567-89AB-cdef-0123-456789ABCDEF', '01234567-89ab-cdef-0123-456789abcdef'],
    ['S35', 7, 'Blue', 'Blue'],
    ['S36', 99, null, null],
    ['S36', 99, 'ignored', null],
    ['S36', 99, undefined, null],
  ])('%s: a value of type %s given as %j is stored as %j', async (_row, type, given, stored) => {
    expect(await storedValue(type, given)).toStrictEqual(stored);
  });

  test.each([
    ['S29', 1, 42],
    ['S29', 1, true],
    ['S30', 2, 'yes'],
    ['S30', 2, 1],
    ['S31', 3, 1.5],
    ['S31', 3, '1.5'],
    ['S31', 3, '12 '],
    ['S31', 3, ''],
    ['S31', 3, '0x10'],
    ['S31', 3, 9_007_199_254_740_992],
    ['S31', 3, '9223372036854775808'],
    ['S31', 3, '1'.repeat(100_000)],
    ['S32', 4, '2023-02-29'],
    ['S32', 4, '2024-13-01'],
    ['S32', 4, '2024-W05-1'],
    ['S32', 4, '12:00'],
    ['S32', 4, '2024-01-31T10:00:00+24:00'],
    ['S32', 4, '2024-01-31T10:00:00+01:60'],
    ['S32', 4, '9999-12-31T23:59:59-14:00'],
    ['S32', 4, '0000-01-01T00:00:00+14:00'],
    ['S32', 4, '31/01/2024'],
    ['S32', 4, 1_700_000_000],
    ['S33', 5, 'NaN'],
    ['S33', 5, '1,5'],
    ['S33', 5, 'Infinity'],
    ['S33', 5, '1e999'],
    ['S33', 5, '0x1'],
    ['S33', 5, true],
    ['S34', 6, '01234567-89ab-cdef-0123-456789abcdeg'],
    ['S34', 6, '0123456789abcdef0123456789abcdef'],
    ['S35', 7, 5],
    ['S38', 1, ['a']],
    ['S38', 3, { a: 1 }],
  ])('%s: a value of type %s given as %j is refused', async (_row, type, given) => {
    expect(await storedValue(type, given)).toEqual(MISMATCH);
  });

  test('S31: a native number beyond 2^53 is refused with the advice to send text', async () => {
    const { errors } = await receiveAll([
      { userId: 'good' },
      personWith({ Key: 'badge', Type: 3, Value: 2 ** 60 }),
    ]);
    expect(errors[0]?.message).toContain('text');
  });

  test.each([
    ['a control character', 'a\u0001', 'InvalidValue'],
    ['half a character', '\ud800', 'InvalidValue'],
    ['more than 64 KiB', 'x'.repeat(32_769), 'ValueTooLong'],
  ])('S29, T3: text with %s is refused', async (_case, value, code) => {
    expect(await storedValue(1, value)).toEqual({ code, field: 'extended_props[0].Value' });
  });

  test.each([0, 8, 98, 100, '1', 1.5, null, undefined, true])(
    'S36: the type %j is unknown',
    async (type) => {
      expect(await storedValue(type, 'x')).toEqual({
        code: 'UnknownType',
        field: 'extended_props[0].Type',
      });
    },
  );

  test('S35: an option must be one of those that the administrator listed', async () => {
    const catalogue: ProfileProperty[] = [{ name: 'key', type: 7, options: ['S', 'M'] }];
    expect(await storedValue(7, 'M', catalogue)).toBe('M');
    expect(await storedValue(7, 'm', catalogue)).toEqual({ ...MISMATCH, code: 'UnknownOption' });
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('S46: null clears a property of type %s', async (Type) => {
    const { changes } = await receiveAll([personWith({ Key: 'key', Type, Value: null })]);
    expect(changes[0]?.extended).toEqual([{ Key: 'key', Type, Value: null, cleared: true }]);
  });

  test('S36: a property of type None is kept without a value, not cleared', async () => {
    const { changes } = await receiveAll([personWith({ Key: 'key', Type: 99, Value: null })]);
    expect(changes[0]?.extended).toEqual([{ Key: 'key', Type: 99, Value: null }]);
  });

  test.each([undefined, null, []])('S26: %j says nothing', async (extended_props) => {
    const { changes } = await receiveAll([{ userId: 'id', extended_props }]);
    expect(changes[0]?.extended).toEqual([]);
  });

  test('S28: the three names count in any case', async () => {
    const { changes } = await receiveAll([personWith({ key: 'k', TYPE: 1, value: 'v' })]);
    expect(changes[0]?.extended).toEqual([{ Key: 'k', Type: 1, Value: 'v' }]);
  });

  test.each([
    ['no Key', { Type: 1, Value: 'v' }, 'MissingKey', '[1].Key'],
    ['an empty Key', { Key: '', Type: 1, Value: 'v' }, 'MissingKey', '[1].Key'],
    ['a number as Key', { Key: 1, Type: 1, Value: 'v' }, 'TypeMismatch', '[1].Key'],
    ['a Key that is too long', { Key: 'k'.repeat(257), Type: 1 }, 'ValueTooLong', '[1].Key'],
    ['a Key of two lines', { Key: 'a\nb', Type: 1, Value: '' }, 'InvalidValue', '[1].Key'],
    ['half a character in the Key', { Key: '\ud800', Type: 1 }, 'InvalidValue', '[1].Key'],
    ['no Type', { Key: 'k', Value: 'v' }, 'UnknownType', '[1].Type'],
    ['no Value', { Key: 'k', Type: 1 }, 'InvalidValue', '[1].Value'],
    ['a Key twice', { Key: 'first', Type: 1, Value: 'v' }, 'DuplicateKey', '[1].Key'],
    ['two spellings', { Key: 'k', Type: 1, type: 2 }, 'ConflictingValues', '[1].Type'],
    ['text', 'Key', 'TypeMismatch', '[1]'],
    ['null', null, 'TypeMismatch', '[1]'],
  ])('S28: an entry with %s is refused with its person', async (_case, entry, code, place) => {
    const { errors, accepted } = await receiveAll([
      { userId: 'good' },
      personWith({ Key: 'first', Type: 1, Value: 'v' }, entry),
    ]);
    expect(accepted).toBe(1);
    expect(errors).toMatchObject([
      { index: 1, userId: 'id', code, field: `extended_props${place}` },
    ]);
  });

  test('S28: extended_props that are no array are refused', async () => {
    const { errors } = await receiveAll([{ userId: 'good' }, { userId: 'a', extended_props: {} }]);
    expect(errors).toMatchObject([{ code: 'TypeMismatch', field: 'extended_props' }]);
  });

  test('S48: more properties than one person may have are refused with the person', async () => {
    const many = Array.from({ length: 3 }, (_, place) => ({
      Key: `k${place}`,
      Type: 1,
      Value: '',
    }));
    const { errors } = await receiveAll([{ userId: 'good' }, personWith(...many)], {
      limits: { maxExtendedProperties: 2 },
    });
    expect(errors).toMatchObject([{ code: 'TooManyProperties', field: 'extended_props' }]);
  });

  test('S27, S59: unseen keys are accepted, and told with the type of their first sight', async () => {
    const { newProperties, accepted } = await receiveAll(
      [
        personWith({ Key: 'badge', Type: 3, Value: 1 }, { Key: 'known', Type: 1, Value: 'x' }),
        personWith({ Key: 'badge', Type: 3, Value: 2 }, { Key: 'Größe #1', Type: 7, Value: 'S' }),
      ],
      { catalogue: [{ name: 'known', type: 1 }] },
    );
    expect(accepted).toBe(2);
    expect(newProperties).toEqual([
      { name: 'badge', type: 3 },
      { name: 'Größe #1', type: 7 },
    ]);
  });

  test('S59: another type than the catalogue knows is that person’s TypeMismatch', async () => {
    expect(await storedValue(1, 'x', [{ name: 'key', type: 3 }])).toEqual({
      code: 'TypeMismatch',
      field: 'extended_props[0].Type',
    });
  });

  test('S59: inside one delivery the first accepted person decides the type', async () => {
    const { changes, errors, newProperties } = await receiveAll([
      { ...personWith({ Key: 'grade', Type: 1, Value: 'A' }), upn: 'refused' },
      { ...personWith({ Key: 'grade', Type: 3, Value: 1 }), userId: 'first' },
      { ...personWith({ Key: 'grade', Type: 1, Value: 'B' }), userId: 'second' },
    ]);
    expect(changes.map(({ userId }) => userId)).toEqual(['first']);
    expect(errors.map(({ index, code }) => ({ index, code }))).toEqual([
      { index: 0, code: 'InvalidAddress' },
      { index: 2, code: 'TypeMismatch' },
    ]);
    expect(newProperties).toEqual([{ name: 'grade', type: 3 }]);
  });

  test('S59: a catalogue that would grow beyond its limit refuses the whole delivery', async () => {
    const person = personWith({ Key: 'a', Type: 1, Value: '' }, { Key: 'b', Type: 1, Value: '' });
    const options = { limits: { maxCatalogueProperties: 2 } };
    expect((await receiveAll([person], options)).accepted).toBe(1);
    const catalogue: ProfileProperty[] = [{ name: 'old', type: 1 }];
    const error = await refusalOf(receiveAll([person], { ...options, catalogue }));
    expect(error).toMatchObject({ code: 'TooManyProperties', details: { limit: 2 } });
  });
});
