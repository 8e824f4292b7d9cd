import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { personKey } from '../../shared/model/person-key';
import { inPieces, receive, receiveAll, refusalOf } from './receive';

function people(count: number): { userId: string }[] {
  return Array.from({ length: count }, (_, place) => ({ userId: `E-${place}` }));
}

describe('receiving a delivery', () => {
  test('S39, S47: one bad user never loses the good ones, and each error says who, where and why', async () => {
    const { received, accepted, rejected, errors, changes } = await receiveAll([
      { userId: 'a' },
      { userId: 'b', upn: 'nobody' },
      { name: 'without id', upn: 'c@d' },
      { userId: 'd' },
    ]);
    expect({ received, accepted, rejected }).toEqual({ received: 4, accepted: 2, rejected: 2 });
    expect(changes.map(({ index, userId }) => [index, userId])).toEqual([
      [0, 'a'],
      [3, 'd'],
    ]);
    expect(errors).toEqual([
      {
        index: 1,
        userId: 'b',
        code: 'InvalidAddress',
        field: 'upn',
        message: 'upn must be an address like name@domain.',
      },
      { index: 2, code: 'MissingUserId', field: 'userId', message: expect.any(String) },
    ]);
  });

  test('S47: an answer names a hundred errors, the table all of them', async () => {
    const { errors, rejections, rejected } = await receiveAll([
      ...Array.from({ length: 250 }, () => ({})),
      { userId: 'good' },
    ]);
    expect(rejected).toBe(250);
    expect(errors.map(({ index }) => index)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(rejections).toHaveLength(250);
  });

  test('S58: the upn of a rejected person is recorded, however the names are spelled', async () => {
    const { rejections } = await receiveAll([
      { userId: 'good' },
      { USERID: 'a', Upn: 'a@b', entityType: 'Group' },
    ]);
    expect(rejections).toMatchObject([{ index: 1, userId: 'a', upn: 'a@b' }]);
  });

  test('an error never repeats an id that no table row could hold', async () => {
    const { errors } = await receiveAll([
      { userId: 'good' },
      { userId: 'x'.repeat(600) },
      { userId: 'a\ud800' },
    ]);
    expect(errors.map(({ userId }) => userId)).toEqual([undefined, undefined]);
  });

  test('S11: the same person twice is accepted twice, with a warning that names both entries', async () => {
    const {
      accepted,
      rejected,
      rejections,
      people: hashes,
    } = await receiveAll([{ userId: 'Ana' }, { userId: 'Bo' }, { userId: 'ANA', upn: 'ana@b' }]);
    expect({ accepted, rejected }).toEqual({ accepted: 3, rejected: 0 });
    expect(rejections).toEqual([
      {
        index: 2,
        userId: 'ANA',
        upn: 'ana@b',
        code: 'DuplicateUserId',
        message: expect.stringMatching(/\b0\b.*\b2\b/),
        warning: true,
      },
    ]);
    expect(hashes).toEqual(Uint32Array.of(personKey('ana').hash32, personKey('bo').hash32));
  });

  test('S11: a refused entry makes no later one a duplicate', async () => {
    const { rejections } = await receiveAll([{ userId: 'a', upn: 'bad' }, { userId: 'a' }]);
    expect(rejections.map(({ code }) => code)).toEqual(['InvalidAddress']);
  });

  test('K1: up to 16,000 people are named by their hashes, more are everybody', async () => {
    const { people: named } = await receiveAll([...people(16_000), { userId: 'e-0' }]);
    expect(named).toHaveLength(16_000);
    expect((await receiveAll(people(16_001))).people).toBe('everybody');
  });

  test.each([
    ['an empty list', [], 0],
    ['only bad users', [{}, { userId: 1 }], 2],
  ])('S48: %s is refused as NoValidUser, with the errors', async (_case, users, count) => {
    const error = await refusalOf(receiveAll(users));
    expect(error.code).toBe('NoValidUser');
    expect(error.details).toEqual({ errors: expect.any(Array) });
    expect(error.details?.['errors']).toHaveLength(count);
  });

  test('S48: a body at the limit is accepted, one byte more is refused naming the limit', async () => {
    const body = JSON.stringify({ users: people(3) });
    const maxBodyBytes = Buffer.byteLength(body);
    expect((await receive(body, { limits: { maxBodyBytes } })).accepted).toBe(3);
    expect(await refusalOf(receive(`${body} `, { limits: { maxBodyBytes } }))).toMatchObject({
      code: 'BodyTooLarge',
      details: { limitBytes: maxBodyBytes },
    });
  });

  test('S48: as many users as allowed are accepted, one more refuses the delivery', async () => {
    expect((await receiveAll(people(3), { limits: { maxUsers: 3 } })).accepted).toBe(3);
    expect(await refusalOf(receiveAll(people(4), { limits: { maxUsers: 3 } }))).toMatchObject({
      code: 'TooManyUsers',
      details: { limit: 3 },
    });
  });

  test('S48: a user that is too large is refused alone', async () => {
    const { errors, accepted } = await receiveAll(
      [{ userId: 'a' }, { userId: 'b', name: 'x'.repeat(70_000) }, { userId: 'c' }],
      { limits: { maxUserBytes: 200 } },
    );
    expect(accepted).toBe(2);
    expect(errors).toMatchObject([{ index: 1, code: 'UserTooLarge' }]);
  });

  test('S54: a byte order mark is skipped, and belongs to the hash of the bytes', async () => {
    const body = Buffer.from(`\u{feff}${JSON.stringify({ users: people(1) })}`, 'utf8');
    const { accepted, bodyHash } = await receive(body);
    expect(accepted).toBe(1);
    expect(bodyHash).toBe(createHash('sha256').update(body).digest('hex'));
  });

  test('K1: the hash is that of the bytes, whatever pieces they came in', async () => {
    const body = Buffer.from(JSON.stringify({ users: people(9_000) }), 'utf8');
    const expected = createHash('sha256').update(body).digest('hex');
    for (const size of [1_000, 65_536, 70_001, body.length]) {
      expect((await receive(inPieces(body, size))).bodyHash).toBe(expected);
    }
  });

  test('T1: a name that is there twice is refused with its person, wherever in the person', async () => {
    const { errors, accepted } = await receive(
      '{"users":[{"userId":"a"},{"userId":"b","userId":"c"},' +
        '{"userId":"d","extended_props":[{"Key":"k","Type":1,"Value":"v","Value":"w"}]},' +
        '{"userId":"e","unknown":{"x":1,"\\u0078":1}},{"userId":"f","unknown":{"x":{"x":1}}}]}',
    );
    expect(accepted).toBe(2);
    expect(errors.map(({ index, code }) => ({ index, code }))).toEqual(
      [1, 2, 3].map((index) => ({ index, code: 'DuplicateMember' })),
    );
  });

  test('people come out as they went in, whatever the pieces', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 8 });
    const person = fc.record({ userId: text.map((id) => `_${id}`), name: text, jobTitle: text });
    await fc.assert(
      fc.asyncProperty(
        fc.array(person, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        async (users, size) => {
          const body = Buffer.from(JSON.stringify({ users }), 'utf8');
          const { changes, received } = await receive(inPieces(body, size));
          expect(received).toBe(users.length);
          expect(changes).toEqual(
            users.map(({ userId, ...fields }, index) => ({
              index,
              userId,
              fields: { ...fields, entityType: 'User' },
              extended: [],
            })),
          );
        },
      ),
    );
  });
});
