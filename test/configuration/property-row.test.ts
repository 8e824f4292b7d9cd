import { describe, expect, test } from '@jest/globals';
import {
  fromPropertyRow,
  propertyRowKey,
  toPropertyRow,
} from '../../shared/configuration/property-row';
import type { ProfileProperty } from '../../shared/model/profile-property';

describe('a row of the property catalogue', () => {
  test.each<ProfileProperty>([
    { name: 'costCentre', type: 1 },
    { name: 'Größe/Shirt #1', type: 7, options: ['S', 'M'], title: 'Shirt', multi: true },
    { name: 'None', type: 99, taxonomy: false, userEditable: true, mastered: false },
  ])('S59: comes back as it was stored: $name', (property) => {
    const { partitionKey, rowKey, ...columns } = toPropertyRow(property);
    expect(fromPropertyRow({ partitionKey, rowKey, ...columns, etag: 'W/"1"' })).toEqual(property);
    expect(rowKey).not.toMatch(/[/\\#?\p{Cc}]/u);
  });

  test('S59: takes a column that an administrator emptied as absent', () => {
    const row = { ...toPropertyRow({ name: 'a', type: 7 }), title: '', options: '' };
    expect(fromPropertyRow({ ...row })).toEqual({ name: 'a', type: 7 });
  });

  test.each([
    ['options', 'S, M'],
    ['options', '[1]'],
    ['type', 8],
    ['type', '1'],
    ['multi', 'yes'],
  ])('names row and column when %s holds %j', (column, value) => {
    const row = { ...toPropertyRow({ name: 'size', type: 7 }), [column]: value };
    expect(() => fromPropertyRow(row)).toThrow(
      expect.objectContaining({
        code: 'ConfigurationInvalid',
        message: expect.stringMatching(new RegExp(`^Row size .*${column}`)),
      }),
    );
  });

  test('keeps the keys of long names legal and apart', () => {
    const long = '€'.repeat(250);
    const keys = [propertyRowKey(`${long}1`), propertyRowKey(`${long}2`)];
    expect(new Set(keys).size).toBe(2);
    expect(Math.max(...keys.map(({ length }) => length))).toBe(512);
  });
});
