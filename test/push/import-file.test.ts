import { describe, expect, it } from '@jest/globals';
import type { ImportRow } from '../../shared/push/collect-import';
import { buildImportFile, readImportFile, withoutProperties } from '../../shared/push/import-file';

const ANNA = '11111111-2222-4333-8444-555555555555';
const BERT = '66666666-7777-4888-8999-aaaaaaaaaaaa';

const NASTY = 'Größe "ß" \\ back\\\\slash \u2028 🎉 \n\t\u0000 </value>';

function rowOf(objectId: string, values: ImportRow['values']): ImportRow {
  return { objectId, values };
}

describe('the file of a bulk import', () => {
  it('is what SharePoint documents: one object, a row a person, named by object id', () => {
    const { content, properties, values } = buildImportFile([
      rowOf(ANNA, { City: 'Helsinki', CostCenter: '' }),
      rowOf(BERT, { City: 'Tampere' }),
    ]);
    expect(content.toString('utf8')).toBe(
      `\ufeff{"value":[{"IdName":"${ANNA}","City":"Helsinki","CostCenter":""},` +
        `{"IdName":"${BERT}","City":"Tampere"}]}`,
    );
    expect(properties).toEqual(['City', 'CostCenter']);
    expect(values).toBe(3);
  });

  it('begins with the byte order mark of UTF-8', () => {
    const { content } = buildImportFile([rowOf(ANNA, { City: 'Jyväskylä' })]);
    expect([...content.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it('T12: carries every text as it is', () => {
    const { content } = buildImportFile([rowOf(ANNA, { City: NASTY })]);
    expect(readImportFile(content)).toEqual([rowOf(ANNA, { City: NASTY })]);
  });

  it('has one row a person, of several the last: two spoil an import', () => {
    const { content, values, objectIds } = buildImportFile([
      rowOf(ANNA, { City: 'old', Old: 'x' }),
      rowOf(BERT, { City: 'b' }),
      rowOf(ANNA, { City: 'new' }),
    ]);
    expect(readImportFile(content)).toEqual([
      rowOf(ANNA, { City: 'new' }),
      rowOf(BERT, { City: 'b' }),
    ]);
    expect(values).toBe(2);
    expect(objectIds).toEqual(new Set([ANNA, BERT]));
  });

  it('is well-formed with nobody in it', () => {
    expect(readImportFile(buildImportFile([]).content)).toEqual([]);
    expect(buildImportFile([rowOf(ANNA, {})]).objectIds.size).toBe(0);
  });

  it('takes no more values than SharePoint does, and whole people', () => {
    const two = { A: '1', B: '2' };
    const rows = [rowOf('one', two), rowOf('two', two), rowOf('three', two)];
    const exact = buildImportFile(rows, { values: 6, bytes: 1_000 });
    expect(exact).toMatchObject({ values: 6 });
    const { values, objectIds } = buildImportFile(rows, { values: 5, bytes: 1_000 });
    expect(values).toBe(4);
    expect(objectIds).toEqual(new Set(['one', 'two']));
  });

  it('takes no more bytes than are allowed', () => {
    const rows = ['one', 'two', 'three'].map((id) => rowOf(id, { A: 'ä'.repeat(100) }));
    const whole = buildImportFile(rows).content.length;
    for (let bytes = 20; bytes <= whole + 1; bytes += 1) {
      const { content, objectIds } = buildImportFile(rows, { values: 100, bytes });
      expect(content.length).toBeLessThanOrEqual(bytes);
      expect(readImportFile(content)).toHaveLength(objectIds.size);
    }
    expect(buildImportFile(rows, { values: 100, bytes: whole + 1 }).objectIds.size).toBe(3);
  });

  it('loses properties that cannot be imported, and who has nothing else', () => {
    const rows = [rowOf(ANNA, { City: 'x', AboutMe: 'y' }), rowOf(BERT, { AboutMe: 'z' })];
    expect(withoutProperties(rows, new Set(['AboutMe']))).toEqual([rowOf(ANNA, { City: 'x' })]);
  });
});
