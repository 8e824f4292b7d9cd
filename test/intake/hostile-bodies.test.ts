import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFormFile } from '../../shared/intake/read-form-file';
import { receiveUsers } from '../../shared/intake/receive-users';
import { intakeLimitsSchema } from '../../shared/model/sync-configuration';
import { SyncError } from '../../shared/model/sync-error';
import { formOf, CONTENT_TYPE } from './form';
import { inOnePiece, inPieces, receive } from './receive';

const GOOD = '{"userId":"good"}';

function bytes(...parts: (string | number[])[]): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)));
}

/** The verdict about a body, as the caller would see it. */
async function verdict(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  try {
    const { received, accepted, errors, bodyHash } = await receive(body);
    return { received, accepted, errors, bodyHash };
  } catch (error) {
    if (error instanceof SyncError) return { code: error.code, message: error.message };
    throw error;
  }
}

function throughUpload(body: Buffer, size: number): AsyncIterable<Uint8Array> {
  return readFormFile({ contentType: CONTENT_TYPE, body: inPieces(formOf(body), size) });
}

const HOSTILE: [string, Buffer, string][] = [
  ['a lone continuation byte', bytes('{"users":[{"userId":"', [0x80], '"}]}'), 'InvalidEncoding'],
  ['an overlong form', bytes('{"users":[{"userId":"', [0xc0, 0xaf], '"}]}'), 'InvalidEncoding'],
  ['half a character', bytes('{"users":[{"a":"', [0xed, 0xa0, 0x80], '"}]}'), 'InvalidEncoding'],
  ['a cut character', bytes('{"users":[{"userId":"', [0xe2, 0x82]), 'InvalidEncoding'],
  ['Latin-1', Buffer.from('{"users":[{"userId":"\u00e9"}]}', 'latin1'), 'InvalidEncoding'],
  ['bad bytes beside users', bytes('{"m":"', [0xff], `","users":[${GOOD}]}`), 'InvalidEncoding'],
  ['UTF-16 with its mark', Buffer.from('\u{feff}{"users":[]}', 'utf16le'), 'InvalidEncoding'],
  ['UTF-16 without a mark', Buffer.from('{"users":[]}', 'utf16le'), 'InvalidJson'],
  ['a gzip', bytes([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 'InvalidEncoding'],
  ['an HTML page', bytes('<!doctype html><title>Login</title>'), 'InvalidJson'],
  ['a control character in a string', bytes('{"users":[{"userId":"a\u0001"}]}'), 'InvalidJson'],
  ['a bad escape', bytes('{"users":[{"userId":"\\x41"}]}'), 'InvalidJson'],
  ['a hundred thousand levels', bytes(`{"users":[${'{"a":'.repeat(100_000)}`), 'InvalidRequest'],
  ['levels beside users', bytes(`{"m":${'['.repeat(100_000)}`), 'InvalidRequest'],
  ['a decoy alone', bytes(`{"a":{"users":[${GOOD}]}}`), 'InvalidRequest'],
  ['users twice', bytes(`{"users":[${GOOD}],"users":[]}`), 'DuplicateMember'],
  ['a thousand empty users', bytes(`{"users":[${'{},'.repeat(999)}{}]}`), 'NoValidUser'],
  ['one string of 5 MB', bytes(`{"users":["${'x'.repeat(5_000_000)}"]}`), 'NoValidUser'],
  ['one number of 1 MB', bytes(`{"users":[${'1'.repeat(1_000_000)}]}`), 'NoValidUser'],
  ['a cut string of 5 MB', bytes(`{"users":["${'x'.repeat(5_000_000)}`), 'InvalidJson'],
  ['a name of 5 MB', bytes(`{"${'x'.repeat(5_000_000)}":1}`), 'InvalidRequest'],
  ['5 MB of commas', bytes(`{"users":[${','.repeat(5_000_000)}`), 'InvalidJson'],
];

describe('hostile bodies', () => {
  test.each(HOSTILE)('S10, T1, T3, D3: %s is refused', async (_case, body, code) => {
    expect(await verdict(inOnePiece(body))).toMatchObject({ code });
  });

  test.each(HOSTILE)('S49, T1: %s gets the same verdict on both doors', async (_case, body) => {
    expect(await verdict(throughUpload(body, 10_007))).toEqual(await verdict(inOnePiece(body)));
  });

  test('S49: any bytes get the same verdict on both doors, in pieces of any size', async () => {
    const fragment = fc.oneof(
      fc.constantFrom('{"users":[', '{"userId":"a"}', ',', ']', '}', '"é', '\ufeff', '\r\n--', ' '),
      fc.uint8Array({ maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fragment, { maxLength: 8 }),
        fc.integer({ min: 1, max: 60 }),
        async (fragments, size) => {
          const body = Buffer.concat(fragments.map((part) => Buffer.from(part as string)));
          const direct = await verdict(inOnePiece(body));
          expect(await verdict(inPieces(body, size))).toEqual(direct);
          expect(await verdict(throughUpload(body, size))).toEqual(direct);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('T3: a character may be cut by the border of a piece', async () => {
    for (const character of ['é', '李', '\u{1f9d1}']) {
      for (let before = 0; before < 5; before += 1) {
        const filling = 'x'.repeat(65_536 - '{"users":[{"userId":"'.length - before);
        const body = `{"users":[{"userId":"${filling}${character}"},${GOOD}]}`;
        const { accepted } = await receive(body);
        expect(accepted).toBe(1);
      }
    }
  });

  test('what was refused as a whole is never made visible', async () => {
    const written: string[] = [];
    const receiving = receiveUsers({
      body: inOnePiece(`{"users":[${GOOD},${GOOD}] x`),
      limits: intakeLimitsSchema.parse({}),
      catalogue: new Map(),
      writer: {
        add: async () => void written.push('add'),
        reject: async () => void written.push('reject'),
        finish: async () => {
          written.push('finish');
          return { parts: [], chunkEtag: '' };
        },
      },
    });
    await expect(receiving).rejects.toThrow(SyncError);
    expect(written).not.toContain('finish');
  });
});
