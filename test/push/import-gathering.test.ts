import { describe, expect, it } from '@jest/globals';
import type { ImportRow } from '../../shared/push/collect-import';
import { readImportFile } from '../../shared/push/import-file';
import { ImportGathering, makeImport, peopleWith } from '../../shared/push/import-gathering';
import type { ImportedPerson } from '../../shared/push/import-store';

function person(
  userId: string,
  words: ImportedPerson['words'],
  ...submissions: readonly string[]
): ImportedPerson {
  return { userId, objectId: `id-${userId}`, words, submissions };
}

function row(userId: string, values: ImportRow['values']): ImportRow {
  return { objectId: `id-${userId}`, values };
}

describe('gathering the people of an import', () => {
  it('has a person of several submissions once, with what the last one found', () => {
    const gathering = new ImportGathering();
    const old = { 'sharePoint:City': 'h1', 'extended:Code': 'h2' };
    gathering.add({
      people: [person('anna', old, 's1'), person('bert', old, 's1')],
      rows: [row('anna', { City: 'old', Code: 'x' }), row('bert', { City: 'b', Code: 'y' })],
    });
    gathering.add({
      people: [person('anna', { 'sharePoint:City': 'h3' }, 's2', 's1')],
      rows: [row('anna', { City: 'new' })],
    });
    expect(gathering.values).toBe(3);
    expect(gathering.rows).toEqual([
      row('anna', { City: 'new' }),
      row('bert', { City: 'b', Code: 'y' }),
    ]);
    expect(gathering.people).toEqual([
      person('anna', { 'sharePoint:City': 'h3' }, 's1', 's2'),
      person('bert', old, 's1'),
    ]);
  });

  it('leaves properties out of the file and out of what its people wait for', () => {
    const people = [
      person('anna', { 'sharePoint:City': 'h', 'extended:Code': 'h' }),
      person('bert', { 'extended:Code': 'h' }),
    ];
    const rows = [row('anna', { City: 'c', Code: 'x' }), row('bert', { Code: 'y' })];
    const { file, people: left } = makeImport({ people, rows }, new Set(['Code']));
    expect(readImportFile(file.content)).toEqual([row('anna', { City: 'c' })]);
    expect(left).toEqual([person('anna', { 'sharePoint:City': 'h' })]);
    expect(peopleWith(people, new Set(['Code']))).toEqual([
      person('anna', { 'extended:Code': 'h' }),
      person('bert', { 'extended:Code': 'h' }),
    ]);
    expect(peopleWith(people, new Set(['City'])).map(({ userId }) => userId)).toEqual(['anna']);
  });
});
