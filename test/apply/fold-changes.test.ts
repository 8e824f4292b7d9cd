import { describe, expect, test } from '@jest/globals';
import { foldChanges, personWords } from '../../shared/apply/fold-changes';
import { changeOf } from './change-of';

const twice = [
  changeOf('ANNA', { name: 'Later', mobile: null }, { index: 5 }),
  changeOf('bert', { name: 'Bert' }, { index: 3 }),
  changeOf('anna', { name: 'Earlier', phone: '1', mobile: '2' }, { index: 1 }),
];

describe('folding a delivery', () => {
  test('S11: entries about the same person become one, the later one wins', () => {
    const [anna, bert] = foldChanges(twice);
    expect(Object.fromEntries(personWords(anna!, 'merge'))).toEqual({
      userId: 'ANNA',
      lifecycle: 'active',
      name: 'Later',
      phone: '1',
      mobile: null,
    });
    expect(anna!.last.index).toBe(5);
    expect(anna!.earlier.map(({ index }) => index)).toEqual([1]);
    expect(bert!.earlier).toEqual([]);
  });

  test('S46: under replace only the last entry speaks', () => {
    const [anna] = foldChanges(twice);
    expect(Object.fromEntries(personWords(anna!, 'replace'))).toEqual({
      userId: 'ANNA',
      lifecycle: 'active',
      name: 'Later',
      mobile: null,
    });
  });
});
