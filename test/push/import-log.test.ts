import { describe, expect, it } from '@jest/globals';
import { decodeImportLog, readImportLog } from '../../shared/push/import-log';

const ANNA = '11111111-2222-4333-8444-555555555555';

describe('the log of a bulk import', () => {
  it.each([
    [
      `InvalidProperty - {${ANNA}} Property 'AboutMe' is not mapped to any property in the user profile application.`,
      { code: 'InvalidProperty', ids: [ANNA], property: 'AboutMe' },
    ],
    [
      'MissingIdentity - The identity is missing for the user object',
      { code: 'MissingIdentity', ids: [] },
    ],
    [
      `IdentityNotResolvable {${ANNA}} User identity cannot be resolved`,
      { code: 'IdentityNotResolvable', ids: [ANNA] },
    ],
    [
      "DataFileNotJson - JsonToken EndObject is not valid for closing JsonType Array. Path 'value', line 8, position 10.",
      { code: 'DataFileNotJson', ids: [] },
    ],
    [
      `GenericError {${ANNA}} System.Data.SqlClient.SqlException (0x80131904): Input data contains multiple instances of the same single-value property for RecordId [3]`,
      { code: 'GenericError', ids: [ANNA] },
    ],
  ])('knows the documented line %s', (line, finding) => {
    expect(readImportLog(line)).toEqual([finding]);
  });

  it('knows a line by its code word, whatever columns stand around it', () => {
    const text =
      `2026-05-17T12:00:00Z\tIdentityNotResolvable\t${ANNA.toUpperCase()}\tcannot be resolved\r\n` +
      `12:00  0x1 IdentityNotResolvable  ${ANNA} more\n\n` +
      'Time\tCode\tId\tMessage\n';
    expect(readImportLog(text)).toEqual([
      { code: 'IdentityNotResolvable', ids: [ANNA] },
      { code: 'IdentityNotResolvable', ids: [ANNA] },
    ]);
  });

  it('finds nothing where nothing is said', () => {
    expect(readImportLog('')).toEqual([]);
    expect(readImportLog('Import of 3 records finished. NotAGenericErrorAtAll')).toEqual([]);
  });

  it('is read in the encoding that it begins with', () => {
    const text = `IdentityNotResolvable ${ANNA} Größe`;
    expect(decodeImportLog(Buffer.from(text))).toBe(text);
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    expect(readImportLog(decodeImportLog(utf16))).toHaveLength(1);
  });
});
