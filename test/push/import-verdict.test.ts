import { describe, expect, it } from '@jest/globals';
import { readImportLog } from '../../shared/push/import-log';
import type { ImportedPerson } from '../../shared/push/import-store';
import { judgeImport, type ImportEnd } from '../../shared/push/import-verdict';

const ANNA = '11111111-2222-4333-8444-555555555555';
const BERT = '66666666-7777-4888-8999-aaaaaaaaaaaa';
const STRANGER = 'bbbbbbbb-7777-4888-8999-aaaaaaaaaaaa';

function person(objectId: string): ImportedPerson {
  const words = { 'sharePoint:City': 'h', 'extended:CostCenter': '' };
  return { userId: objectId, objectId: objectId.toUpperCase(), words, submissions: [] };
}

/** What is said of every word of both people: `anna City`, `anna CostCenter`, `bert City`, `bert CostCenter`. */
function judge(end: ImportEnd['end'], ...log: readonly string[]) {
  const people = [person(ANNA), person(BERT)];
  const findings = readImportLog(log.join('\r\n'));
  const judgement = judgeImport({ end, people, properties: ['City', 'CostCenter'], findings });
  const said = people.flatMap((one) =>
    Object.keys(one.words).map((destination) => {
      const verdict = judgement.verdict(one, destination);
      return typeof verdict === 'string' ? verdict : verdict.code;
    }),
  );
  return { said, failure: judgement.failure };
}

const NO_ANNA = `IdentityNotResolvable\t{${ANNA}}\tUser identity cannot be resolved`;
const NO_CITY = `InvalidProperty - {${ANNA}} Property 'City' is not mapped to any property`;
const MISSING = 'PropertyMissing';
const NOBODY = 'IdentityNotResolvable';

describe('an import that has ended', () => {
  it('has brought everything when SharePoint says so', () => {
    const { said, failure } = judge(0);
    expect(said).toEqual(['imported', 'imported', 'imported', 'imported']);
    expect(failure).toBeUndefined();
  });

  it('S40: has brought everybody but whom its log names', () => {
    const { said, failure } = judge(30, NO_ANNA);
    expect(said).toEqual([NOBODY, NOBODY, 'imported', 'imported']);
    expect(failure).toBeUndefined();
  });

  it.each([
    `MissingIdentity - ${ANNA} The identity is missing for the user object`,
    `GenericError {${ANNA}} Input data contains multiple instances for RecordId [3]`,
  ])('takes "%s" for the person\u2019s', (line) => {
    expect(judge(30, line).said).toEqual([NOBODY, NOBODY, 'imported', 'imported']);
  });

  it('S7: has brought nothing of a property that its log names, whose row it may be', () => {
    expect(judge(30, NO_CITY).said).toEqual([MISSING, 'imported', MISSING, 'imported']);
  });

  it.each([
    ['there is no log', []],
    ['the log says nothing', ['Import finished.']],
    ['a line is about nobody in it', [NO_ANNA, `IdentityNotResolvable ${STRANGER}`]],
    ['a line names nobody', ['GenericError Input data contains multiple instances']],
    ['a line names no property', [`InvalidProperty - {${ANNA}} is not mapped`]],
    ['the file was no JSON', ['DataFileNotJson - line 8, position 10.']],
  ])('leaves open whoever is not named when %s', (_when, log) => {
    const { said, failure } = judge(30, ...log);
    expect(said.slice(2)).toEqual(['open', 'open']);
    expect(failure?.message).toContain('does not say which people');
  });

  it.each([1, 20, 21, 22, 23, 77, 'gaveUp'] as const)(
    'leaves everything open when it ended with %s',
    (end) => {
      const { said, failure } = judge(end);
      expect(said).toEqual(['open', 'open', 'open', 'open']);
      expect(failure).toEqual({ message: expect.any(String), explained: false });
    },
  );

  it('is worth another try when a spoilt file\u2019s log names what has spoilt it', () => {
    const { said, failure } = judge(23, NO_CITY);
    expect(said).toEqual([MISSING, 'open', MISSING, 'open']);
    expect(failure).toMatchObject({ explained: true });
  });

  it('leaves open what was taken out of the file before', () => {
    const people = [person(ANNA)];
    const { verdict } = judgeImport({ end: 0, people, properties: ['City'], findings: [] });
    expect(verdict(people[0]!, 'sharePoint:City')).toBe('imported');
    expect(verdict(people[0]!, 'extended:CostCenter')).toBe('open');
  });
});
