import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { receive, receiveAll } from './receive';

const GOOD = { userId: 'good' };

/** The one rejection of a person who is delivered beside a good one. */
async function rejectionOf(user: unknown) {
  const { rejections, accepted } = await receiveAll([GOOD, user]);
  expect(accepted).toBe(1);
  expect(rejections).toHaveLength(1);
  return rejections[0]!;
}

async function changeOf(user: object) {
  const { changes, rejections } = await receiveAll([{ userId: 'id', ...user }]);
  expect(rejections).toEqual([]);
  return changes[0]!;
}

describe('a user of a delivery', () => {
  test('S9, S45: the sample that the document gives for both doors is accepted as it stands', async () => {
    const sample = readFileSync(join(__dirname, 'fixtures/document-sample.txt'));
    const { received, accepted, rejections, changes } = await receive(sample);
    expect({ received, accepted, rejections }).toEqual({
      received: 1,
      accepted: 1,
      rejections: [],
    });
    const { userId, extended_props: sent, ...fields } = JSON.parse(String(sample)).users[0];
    expect(changes).toEqual([{ index: 0, userId, fields, extended: sent }]);
  });

  test.each([
    ['S12', 'name', 'Ñáñez 李 \u{1f9d1}\u200d\u{1f4bb} \u202e \u2028 \ufffe'],
    ['S13', 'jobTitle', 'Engineer\t"C++" \\ \r\n'],
    ['S14', 'upn', "ana_o'neil.com#EXT#@contoso.onmicrosoft.com"],
    ['S15', 'email', 'ana@contoso.com'],
    ['S16', 'account', 'CONTOSO\\ana'],
    ['S17', 'loginName', 'i:0#.f|membership|ana@contoso.com'],
    ['S18', 'locale', 'es-ES'],
    ['S19', 'audienceDepartment', 'Research'],
    ['S20', 'department', ''],
    ['S21', 'audienceLocation', ' Madrid '],
    ['S22', 'location', 'São Paulo'],
    ['S23', 'phone', '+34 0091'],
    ['S24', 'mobile', '0034 600'],
    ['S25', 'entityType', 'User'],
  ])('%s: %s is kept as it was sent', async (_row, field, value) => {
    expect((await changeOf({ [field]: value })).fields).toEqual({
      entityType: 'User',
      [field]: value,
    });
  });

  test.each(['name', 'upn', 'email', 'locale', 'mobile', 'loginName'])(
    'S46: an explicit null clears %s, and an absent field says nothing',
    async (field) => {
      const { fields } = await changeOf({ [field]: null });
      expect(fields).toEqual({ entityType: 'User', [field]: null });
    },
  );

  test('S10: only userId is required, and S25: an absent entityType means User', async () => {
    expect(await changeOf({})).toEqual({
      index: 0,
      userId: 'id',
      fields: { entityType: 'User' },
      extended: [],
    });
  });

  test.each([
    ['Department', 'S20'],
    ['Location', 'S22'],
    ['JOBTITLE', 'S13'],
    ['Name', 'S12'],
  ])('%s counts as a field in any spelling (%s)', async (spelling) => {
    const { fields } = await changeOf({ [spelling]: 'here' });
    expect(Object.entries(fields)).toContainEqual([
      { Department: 'department', Location: 'location', JOBTITLE: 'jobTitle', Name: 'name' }[
        spelling
      ],
      'here',
    ]);
  });

  test('S20: two spellings with the same value are one field', async () => {
    const { fields } = await changeOf({ Department: 'R&D', department: 'R&D' });
    expect(fields.department).toBe('R&D');
  });

  test.each([
    ['S20', { department: 'A', Department: 'B' }, 'department'],
    ['S22', { Location: 'A', location: null }, 'location'],
    ['S11', { USERID: 'other' }, 'userId'],
  ])('%s: two spellings with different values conflict', async (_row, user, field) => {
    expect(await rejectionOf({ userId: 'id', ...user })).toMatchObject({
      index: 1,
      code: 'ConflictingValues',
      field,
    });
  });

  test.each([
    ['no userId', {}, 'MissingUserId'],
    ['a userId that is null', { userId: null }, 'MissingUserId'],
    ['an empty userId', { userId: '' }, 'MissingUserId'],
    ['a blank userId', { userId: ' \t\u00a0' }, 'InvalidUserId'],
    ['a number as userId', { userId: 42 }, 'InvalidUserId'],
    ['an object as userId', { userId: { toString: 'x' } }, 'InvalidUserId'],
    ['half a character', { userId: 'a\ud800b' }, 'InvalidUserId'],
    ['NUL', { userId: 'a\0b' }, 'InvalidUserId'],
    ['513 characters', { userId: 'x'.repeat(513) }, 'UserIdTooLong'],
    ['a key that is too long only when encoded', { userId: '/'.repeat(171) }, 'UserIdTooLong'],
    ['a hundred thousand characters', { userId: 'é'.repeat(100_000) }, 'UserIdTooLong'],
  ])('S11: %s is refused', async (_case, user, code) => {
    expect(await rejectionOf(user)).toMatchObject({ index: 1, code, field: 'userId' });
  });

  test.each(['00042', '\u0007/\\#?%2F', '../..', "x' or 1 eq '1", 'x'.repeat(512), '__proto__'])(
    'S11: the userId %j is accepted and kept as it was sent',
    async (userId) => {
      expect((await changeOf({ userId })).userId).toBe(userId);
    },
  );

  test('S11: composed and decomposed letters name one person, also when only that makes it fit', async () => {
    const userId = 'e\u0301'.repeat(512);
    const { changes, errors } = await receiveAll([{ userId }, { userId: userId.normalize() }]);
    expect(changes.map((change) => change.userId)).toEqual([userId, userId.normalize()]);
    expect(errors).toMatchObject([{ code: 'DuplicateUserId' }]);
  });

  test.each([
    ['a number', { phone: 34911 }, 'TypeMismatch', 'phone'],
    ['a boolean', { name: true }, 'TypeMismatch', 'name'],
    ['an array', { department: ['A'] }, 'TypeMismatch', 'department'],
    ['an address without @', { upn: 'ana' }, 'InvalidAddress', 'upn'],
    ['an address with blanks', { email: 'ana @contoso.com' }, 'InvalidAddress', 'email'],
    ['an address with two @', { email: 'a@b@c' }, 'InvalidAddress', 'email'],
    ['another entity type', { entityType: 'Group' }, 'UnsupportedEntityType', 'entityType'],
    ['an entity type in lower case', { entityType: 'user' }, 'UnsupportedEntityType', 'entityType'],
    ['NUL', { name: 'a\0b' }, 'InvalidValue', 'name'],
    ['a control character', { jobTitle: 'a\u001bb' }, 'InvalidValue', 'jobTitle'],
    ['half a character', { location: '\udc00' }, 'InvalidValue', 'location'],
    ['a text beyond 64 KiB', { name: 'x'.repeat(32_769) }, 'ValueTooLong', 'name'],
    ['a wrong address beyond 64 KiB', { upn: 'x'.repeat(32_769) }, 'ValueTooLong', 'upn'],
  ])('S14, S15, S25, T3: %s is refused', async (_case, user, code, field) => {
    expect(await rejectionOf({ userId: 'id', ...user })).toEqual({
      index: 1,
      code,
      field,
      userId: 'id',
      message: expect.stringMatching(new RegExp(`^${field} .*\\.$`)),
      ...('upn' in user && user.upn.length < 512 && { upn: user.upn }),
    });
  });

  test('T5: the longest text that a table holds is accepted', async () => {
    const name = '李'.repeat(32_768);
    expect((await changeOf({ name })).fields.name).toBe(name);
  });

  test('S18: a locale that is no language tag is kept, with a warning', async () => {
    const { changes, rejections, rejected } = await receiveAll([
      { userId: 'a', locale: 'es_ES', upn: 'a@b' },
      { userId: 'b', locale: '' },
      { userId: 'c', locale: 'zh-Hant-TW' },
    ]);
    expect(changes.map(({ fields }) => fields.locale)).toEqual(['es_ES', '', 'zh-Hant-TW']);
    expect(rejected).toBe(0);
    expect(rejections).toEqual([
      {
        index: 0,
        userId: 'a',
        upn: 'a@b',
        code: 'InvalidLocale',
        field: 'locale',
        message: expect.any(String),
        warning: true,
      },
    ]);
  });

  test.each([['null'], ['[]'], ['"text"'], ['1'], ['[{"userId":"id"}]']])(
    'an entry %s is nobody, and is refused alone',
    async (entry) => {
      const { rejections, accepted } = await receive(`{"users":[{"userId":"good"},${entry}]}`);
      expect(accepted).toBe(1);
      expect(rejections).toMatchObject([{ index: 1, code: 'TypeMismatch' }]);
    },
  );

  test('T2: names that reach for prototypes are data that changes nothing', async () => {
    const attack = '{"isAdmin":true,"userId":"evil","toString":1}';
    const { changes } = await receive(
      `{"__proto__":${attack},"users":[{"userId":"id","__proto__":${attack},"constructor":{"prototype":${attack}},` +
        `"extended_props":[{"Key":"__proto__","Type":1,"Value":"v","__proto__":{"Type":9}},{"Key":"constructor","Type":1,"Value":"w"}]}]}`,
    );
    expect(changes).toEqual([
      {
        index: 0,
        userId: 'id',
        fields: { entityType: 'User' },
        extended: [
          { Key: '__proto__', Type: 1, Value: 'v' },
          { Key: 'constructor', Type: 1, Value: 'w' },
        ],
      },
    ]);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('members that the document does not know are ignored, and leave nothing behind', async () => {
    expect(await changeOf({ shoeSize: 42, 'name@odata.type': 'x', RowKey: 'y' })).toEqual(
      await changeOf({}),
    );
  });
});
