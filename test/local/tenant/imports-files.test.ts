import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ImportDesk, type Order } from './import-desk';
import type { Json } from './tenant-client';

let desk: ImportDesk;

beforeAll(async () => {
  desk = await ImportDesk.open();
});

beforeEach(() => desk.reset());

afterAll(() => desk.tenant.close());

const jane = 'jane@contoso.com';
const joe = 'joe@contoso.com';

/** Imports columns that are named as the properties. */
async function importAll(rows: Record<string, Json>[], order: Order = {}): Promise<Json> {
  const names = rows.flatMap((row) => Object.keys(row)).filter((name) => name !== 'IdName');
  return desk.import(rows, {
    map: Object.fromEntries(names.map((name) => [name, name])),
    ...order,
  });
}

describe('the documented file', () => {
  test('gives each person their values', async () => {
    const job = await importAll([
      { IdName: jane, CostCenter: '1', EntityType: 'Viper' },
      { IdName: joe, CostCenter: '2' },
    ]);
    expect(job).toMatchObject({ State: 4, Error: 0, LogFolderUri: null });
    const profile = await desk.tenant.profile(jane);
    expect(profile).toMatchObject({ CostCenter: '1', EntityType: 'Viper' });
    expect((await desk.tenant.profile(joe))['CostCenter']).toBe('2');
  });

  test('may have columns of other names, and a column for the identity of any name', async () => {
    const order = { idProperty: 'Who', map: { City: 'CostCenter', NotThere: 'ShoeSize' } };
    const job = await desk.import([{ Who: jane, City: 'Helsinki' }], order);
    expect(job.State).toBe(4);
    expect((await desk.tenant.profile(jane))['CostCenter']).toBe('Helsinki');
  });

  test('names people by mail address, object id or principal name', async () => {
    const user = { userPrincipalName: jane, mail: 'jd@contoso.com' };
    await desk.tenant.control({ users: [user] });
    const { id } = (await desk.tenant.graph(`/users/${jane}`)).json();
    const names: [number, string][] = [
      [0, 'jd@contoso.com'],
      [1, id],
      [2, jane],
    ];
    for (const [idType, IdName] of names) {
      const CostCenter = `by ${String(idType)}`;
      expect((await importAll([{ IdName, CostCenter }], { idType })).Error).toBe(0);
      expect((await desk.tenant.profile(jane))['CostCenter']).toBe(CostCenter);
    }
    const wrong = await importAll([{ IdName: jane, CostCenter: 'x' }], { idType: 1 });
    expect(wrong.Error).toBe(30);
  });

  test('keeps its letters only with a byte order mark', async () => {
    const rows = [{ IdName: jane, CostCenter: 'Größe "A" \\ ✓' }];
    await importAll(rows);
    expect((await desk.tenant.profile(jane))['CostCenter']).toBe('Größe "A" \\ ✓');
    await desk.import([{ IdName: jane, CostCenter: 'Größe' }], {}, { mark: false });
    expect((await desk.tenant.profile(jane))['CostCenter']).toBe('GrÃ¶Ã\u009fe');
  });
});

describe('a value', () => {
  test.each([
    ['StartDate', '2022-09-12T18:19:29Z', '9/12/2022 6:19:29 PM'],
    ['IsContractor', 'true', 'True'],
    ['SeniorityYears', '007', '7'],
    ['WeeklyHours', '37.5', '37.5'],
    ['CostCenter', '', ''],
    ['SeniorityYears', '', ''],
    ['StartDate', '', '1/1/1900 12:00:00 AM'],
  ])('of %s, %j, stands in the profile as %j', async (name, value, stored) => {
    await desk.tenant.control({ users: [{ userPrincipalName: jane, profile: { [name]: 'old' } }] });
    expect((await importAll([{ IdName: jane, [name]: value }])).State).toBe(4);
    expect((await desk.tenant.profile(jane))[name]).toBe(stored);
  });

  test('that is null leaves the old one', async () => {
    await importAll([{ IdName: jane, CostCenter: '1', EntityType: 'a' }]);
    await importAll([{ IdName: jane, CostCenter: null, EntityType: 'b' }]);
    const profile = await desk.tenant.profile(jane);
    expect(profile).toMatchObject({ CostCenter: '1', EntityType: 'b' });
  });

  test.each([
    ['StartDate', 'next Monday'],
    ['IsContractor', 'maybe'],
    ['SeniorityYears', '3.5'],
    ['BadgeId', 'one'],
    ['CostCenter', 'x'.repeat(3601)],
  ])('that %s cannot hold keeps the whole row out, and the others go on', async (name, value) => {
    const job = await importAll([
      { IdName: jane, EntityType: 'a', [name]: value },
      { IdName: joe, EntityType: 'b' },
    ]);
    expect(job).toMatchObject({ State: 5, Error: 30 });
    expect((await desk.log(job.JobId))[0]?.slice(1, 3)).toEqual(['GenericError', jane]);
    expect((await desk.tenant.profile(jane))['EntityType']).toBe('');
    expect((await desk.tenant.profile(joe))['EntityType']).toBe('b');
  });
});

describe('a row', () => {
  const good = { IdName: joe, CostCenter: '2' };

  test.each([
    ['unknown@contoso.com', 'is nobody'],
    ['noprofile@contoso.com', 'has no profile'],
    ['jane@elsewhere.com', 'is of elsewhere'],
  ])('of %s, who %s, is passed over', async (IdName) => {
    const job = await importAll([{ IdName, CostCenter: '1' }, good]);
    expect(job).toMatchObject({ State: 5, Error: 30 });
    expect(await desk.log(job.JobId)).toEqual([
      [
        expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        'IdentityNotResolvable',
        IdName,
        'User identity cannot be resolved',
      ],
    ]);
    expect((await desk.tenant.profile(joe))['CostCenter']).toBe('2');
  });

  test.each([{}, { IdName: null }, { IdName: '' }])('with %j names nobody', async (who) => {
    const job = await importAll([{ ...who, CostCenter: '1' }, good]);
    expect(job.Error).toBe(30);
    const [line] = await desk.log(job.JobId);
    expect(line?.slice(1)).toEqual([
      'MissingIdentity',
      '',
      'The identity is missing for the user object',
    ]);
  });

  test('for somebody who has another is not imported, and neither is the other', async () => {
    const first = { IdName: jane, CostCenter: '1' };
    const second = { IdName: jane.toUpperCase(), CostCenter: '2' };
    const job = await importAll([first, good, second]);
    expect(job.Error).toBe(30);
    const lines = await desk.log(job.JobId);
    expect(lines).toHaveLength(2);
    for (const [, code, id, message] of lines) {
      expect([code, id]).toEqual(['GenericError', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
      expect(message).toMatch(
        /Input data contains multiple instances of the same single-value property for RecordId \[\d+\]$/,
      );
    }
    expect((await desk.tenant.profile(jane))['CostCenter']).toBe('');
    expect((await desk.tenant.profile(joe))['CostCenter']).toBe('2');
  });
});

describe('a file is refused as a whole', () => {
  test.each([
    ['that is cut off', '{"value":[{"IdName":"joe@contoso.com","CostCenter":"2"}'],
    ['that is a list', '[{"IdName":"joe@contoso.com","CostCenter":"2"}]'],
    ['without rows', '{"values":[]}'],
    ['whose rows are one object', '{"value":{"IdName":"joe@contoso.com"}}'],
    ['with a row that is none', '{"value":[{"IdName":"joe@contoso.com","CostCenter":"2"},7]}'],
    ['with a value that is no text', '{"value":[{"IdName":"joe@contoso.com","CostCenter":2}]}'],
    ['with a value that is a list', '{"value":[{"IdName":"joe@contoso.com","CostCenter":["2"]}]}'],
    ['that is empty', ''],
  ])('%s', async (_what, text) => {
    const job = await desk.import(text);
    expect(job).toMatchObject({ State: 5, Error: 23 });
    const lines = await desk.log(job.JobId);
    expect(lines.map(([, code]) => code)).toEqual(['DataFileNotJson']);
    expect((await desk.tenant.profile(joe))['CostCenter']).toBe('');
  });

  test.each([
    ['a column that is not mapped', { Nickname: 'J' }, { CostCenter: 'CostCenter' }],
    ['a column in other case', { costcenter: '1' }, { CostCenter: 'CostCenter' }],
    ['a property that is not there', { ShoeSize: '43' }, { ShoeSize: 'ShoeSize' }],
    ['a property that Entra masters', { LastName: 'Doe' }, { LastName: 'LastName' }],
  ])('for %s, named in the log', async (_what, column, map) => {
    const row = { IdName: jane, ...column };
    const job = await desk.import([row], { map: { ...map, EntityType: 'EntityType' } });
    expect(job).toMatchObject({ State: 5, Error: 23 });
    const name = Object.keys(column)[0] ?? '';
    expect((await desk.log(job.JobId)).map((line) => line.slice(1))).toEqual([
      [
        'InvalidProperty',
        jane,
        `Property '${name}' is not mapped to any property in the user profile application.`,
      ],
    ]);
  });

  test('with one value too many, without a log', async () => {
    const value = (length: number): Json =>
      Array.from({ length }, () => ({ IdName: jane, CostCenter: '', EntityType: '' }));
    expect(await desk.import(value(250_001))).toMatchObject({ Error: 22, LogFolderUri: null });
  });
});

test('a long log has several files, in a folder beside the file that bears the name of the job', async () => {
  const rows = Array.from({ length: 101 }, (_, index) => ({
    IdName: `unknown${String(index)}@contoso.com`,
    CostCenter: '1',
  }));
  const job = await importAll(rows);
  expect(job.LogFolderUri).toBe(
    `https://contoso.sharepoint.com/sites/togo/Shared%20Documents/${String(job.JobId)}`,
  );
  const { files } = await desk.tenant.state('/files');
  const logs = (files as { url: string }[]).filter(({ url }) => url.startsWith(job.LogFolderUri));
  expect(logs).toHaveLength(2);
  for (const { url } of logs) expect(url).toMatch(/\.log$/);
  const ids = (await desk.log(job.JobId)).map((line) => line[2]);
  expect(new Set(ids)).toEqual(new Set(rows.map(({ IdName }) => IdName)));
});
