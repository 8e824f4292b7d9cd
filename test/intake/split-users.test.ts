import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countMembers } from '../../shared/intake/count-members';
import { UserSplitter } from '../../shared/intake/split-users';
import { SyncError } from '../../shared/model/sync-error';

interface Split {
  readonly users: unknown[];
  readonly members: number[];
}

const ROOMY = { maxDepth: 1_000, maxUserBytes: 1_000_000 };

function split(body: string | Buffer, size = 65_536, limits = ROOMY): Split {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const splitter = new UserSplitter(limits);
  const result: Split = { users: [], members: [] };
  // One piece, used again and again, as the bytes of an entry are valid until the next piece only.
  const piece = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(piece, 0, at, at + size);
    for (const element of splitter.push(piece.subarray(0, length))) {
      expect(element.index).toBe(result.users.length);
      result.users.push(element.bytes && JSON.parse(element.bytes.toString('utf8')));
      result.members.push(element.members);
    }
  }
  splitter.end();
  return result;
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof SyncError) return error.code;
    throw error;
  }
  return 'accepted';
}

/** What `JSON.parse` and the shape of the document say about a body. */
function expectedCode(body: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return 'refused';
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'refused';
  const users = Object.entries(parsed).filter(([name]) => name.toLowerCase() === 'users');
  return users.length === 1 && Array.isArray(users[0]?.[1]) ? 'accepted' : 'refused';
}

function verdict(code: string): string {
  return code === 'accepted' ? 'accepted' : 'refused';
}

const blank = fc.constantFrom('', ' ', '\n', '\t \r\n');

/** JSON text with white space and escapes in all places where they may be. */
const jsonText = fc
  .tuple(fc.json({ stringUnit: 'binary', maxDepth: 4 }), blank, blank)
  .map(([json, before, after]) => before + json.replaceAll('a', '\\u0061') + after);

const bodyText = fc
  .record({
    users: fc.array(jsonText, { maxLength: 6 }),
    before: fc.array(fc.tuple(fc.string(), jsonText), { maxLength: 2 }),
    after: fc.array(fc.tuple(fc.string(), jsonText), { maxLength: 2 }),
    name: fc.constantFrom('users', 'Users', 'USERS', 'u\\u0073ers'),
    space: blank,
  })
  .map(({ users, before, after, name, space }) => {
    const member = ([key, json]: [string, string]) => `${space}${JSON.stringify(key)}:${json}`;
    const list = `${space}"${name}"${space}:${space}[${users.join(',')}${users.length ? '' : space}]`;
    return `${space}{${[...before.map(member), list, ...after.map(member)].join(',')}}${space}`;
  });

describe('splitting a body into users', () => {
  test('S10: gives exactly the entries that JSON.parse sees, whatever the borders of the pieces', () => {
    fc.assert(
      fc.property(bodyText, fc.integer({ min: 3, max: 40 }), (body, size) => {
        fc.pre(expectedCode(body) === 'accepted');
        const parsed = Object.entries(JSON.parse(body)).find(([name]) => /^users$/i.test(name));
        const { users, members } = split(body, size);
        expect(users).toEqual(parsed?.[1]);
        users.forEach((user, place) => {
          expect(members[place]).toBeGreaterThanOrEqual(countMembers(user));
        });
      }),
      { numRuns: 500 },
    );
  });

  test('S10: accepts a damaged body exactly when JSON.parse does', () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.constantFrom('', ',', ':', '"', '\\', '{', '}', '[', ']', '0', '-', '.', 'e', 't', '\n'),
      fc.nat({ max: 2 }),
    );
    fc.assert(
      fc.property(bodyText, damage, fc.integer({ min: 3, max: 40 }), (body, hit, size) => {
        const [place, insert, remove] = hit;
        const at = place % body.length;
        const damaged = body.slice(0, at) + insert + body.slice(at + remove);
        expect(verdict(codeOf(() => split(damaged, size)))).toBe(expectedCode(damaged));
      }),
      { numRuns: 3_000 },
    );
  });

  test('S10: accepts random JSON-like noise exactly when JSON.parse does', () => {
    const token = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"', '"a"', '"\\n"', '"\\u12aF"', '\\', '\u0001'],
      ...['0', '12', '-1', '-', '1.5', '1.', '.5', '1e5', '1E+', '01', '0e-1', '1.0E+2'],
      ...['true', 'tru', 'false', 'null', 'nul', 'Null', 'NaN', ' ', '\t', '\v', '\u00a0', '/**/'],
    );
    const noise = fc.array(token, { maxLength: 8 }).map((tokens) => tokens.join(''));
    fc.assert(
      fc.property(noise, noise, fc.boolean(), (inside, after, isUser) => {
        const body = isUser ? `{"users":[${inside}]${after}}` : `{"other":${inside},"users":[]}`;
        expect(verdict(codeOf(() => split(body, 5)))).toBe(expectedCode(body));
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['"users" in another case', '{"USERS":[1]}'],
    ['a decoy "users" deeper down', '{"meta":{"users":[9,9]},"users":[1],"x":[{"users":[8]}]}'],
    ['"users" written with escapes', '{"\\u0075\\u0073\\u0065\\u0072\\u0073":[1]}'],
    ['a byte order mark', '\u{feff}{"users":[1]}'],
    ['"users" as the last of many members', `{${'"m":{"a":[1]},'.repeat(500)}"users":[1]}`],
  ])('S10: finds the users behind %s', (_case, body) => {
    expect(split(body).users).toEqual([1]);
  });

  test.each([
    ['a bare array', '[{"userId":"a"}]', 'InvalidRequest'],
    ['text', '"users"', 'InvalidRequest'],
    ['null', 'null', 'InvalidRequest'],
    ['no users', '{"people":[]}', 'InvalidRequest'],
    ['users only deeper down', '{"data":{"users":[{"userId":"a"}]}}', 'InvalidRequest'],
    ['users that are an object', '{"users":{"userId":"a"}}', 'InvalidRequest'],
    ['users that are null', '{"users":null}', 'InvalidRequest'],
    ['nothing', '', 'InvalidJson'],
    ['white space', ' \n ', 'InvalidJson'],
    ['a body that is cut', '{"users":[{"userId":"a"}', 'InvalidJson'],
    ['something after the end', '{"users":[]} x', 'InvalidJson'],
    ['two bodies', '{"users":[]}{"users":[]}', 'InvalidJson'],
    ['a comma too much', '{"users":[1,]}', 'InvalidJson'],
    ['brackets that do not fit', '{"users":[{]}]}', 'InvalidJson'],
    ['a mark in the middle', '{"users":[\u{feff}]}', 'InvalidJson'],
    ['garbage in a member beside users', '{"meta":{bad},"users":[]}', 'InvalidJson'],
    ['users twice', '{"users":[],"users":[]}', 'DuplicateMember'],
    ['users twice in two spellings', '{"users":[],"Users":[]}', 'DuplicateMember'],
  ])('S10: refuses %s', (_case, body, code) => {
    expect(codeOf(() => split(body))).toBe(code);
  });

  test('names the byte where the JSON breaks', () => {
    expect(() => split('{"users":[1,}', 3)).toThrow('(byte 12)');
  });

  test('D3: refuses a nesting beyond the limit at once, and takes one at the limit', () => {
    const limits = { maxDepth: 4, maxUserBytes: 1_000 };
    expect(split('{"users":[[[1]]]}', 8, limits).users).toEqual([[[1]]]);
    expect(codeOf(() => split(`{"users":[[[${'['.repeat(100_000)}`, 8, limits))).toBe(
      'InvalidRequest',
    );
  });

  test('D3: gives an entry that is too large without its bytes, and goes on behind it', () => {
    const limits = { maxDepth: 9, maxUserBytes: 20 };
    const body = JSON.stringify({ users: ['x'.repeat(18), { a: 'x'.repeat(5_000) }, 'b'] });
    for (const size of [7, 65_536]) {
      expect(split(body, size, limits).users).toEqual(['x'.repeat(18), undefined, 'b']);
    }
  });

  test('T1: counts repeated names, which JSON.parse does not see', () => {
    const { users, members } = split('{"users":[{"a":1,"a":{"b":2}},{"a":1}]}');
    expect(members).toEqual([3, 1]);
    expect(users.map(countMembers)).toEqual([2, 1]);
  });
});
