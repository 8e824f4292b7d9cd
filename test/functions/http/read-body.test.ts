import { describe, expect, test } from '@jest/globals';
import { openBody, readBody } from '../../../functions/http/read-body';
import { createRequest } from '../request';

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

describe('readBody', () => {
  test('gives the bytes as they came, as often as they are asked for', async () => {
    const bytes = Buffer.alloc(3_000_000, 'añb');
    const body = await readBody(createRequest({ body: bytes }), bytes.length);
    expect((await collect(openBody(body))).equals(bytes)).toBe(true);
    expect((await collect(openBody(body))).equals(bytes)).toBe(true);
  });

  test('gives no bytes for an empty body', async () => {
    const request = createRequest({ headers: { 'content-length': '0' } });
    expect(await collect(openBody(await readBody(request, 10)))).toHaveLength(0);
  });

  test.each([
    {},
    { 'content-length': '' },
    { 'content-length': '-1' },
    { 'content-length': '1e3' },
  ])('S48: asks for a Content-Length: %j', async (headers) => {
    await expect(readBody(createRequest({ headers }), 10)).rejects.toMatchObject({
      code: 'LengthRequired',
    });
  });

  test('S48: names the limit to who sends more', async () => {
    const refused = readBody(createRequest({ body: '12345678901' }), 10);
    await expect(refused).rejects.toMatchObject({
      code: 'BodyTooLarge',
      message: expect.stringContaining('10 bytes'),
      details: { limitBytes: 10 },
    });
  });

  test('S48: is not taken in by a length that is too small', async () => {
    const request = createRequest({ body: '12345678901', headers: { 'content-length': '5' } });
    await expect(readBody(request, 10)).rejects.toMatchObject({ code: 'BodyTooLarge' });
  });
});
