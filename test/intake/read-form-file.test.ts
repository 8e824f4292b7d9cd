import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFormFile } from '../../shared/intake/read-form-file';
import { CONTENT_TYPE, fileHeader, form, formOf, openForm, type FormPart } from './form';
import { inPieces, refusalOf } from './receive';

async function read(body: Buffer, { size = 65_536, contentType = CONTENT_TYPE } = {}) {
  const file: Uint8Array[] = [];
  for await (const bytes of readFormFile({ contentType, body: inPieces(body, size) })) {
    file.push(Uint8Array.from(bytes));
  }
  return Buffer.concat(file);
}

const FIELD: FormPart = ['Content-Disposition: form-data; name="note"', 'monthly'];

describe('the file of an upload', () => {
  test('S54: is given byte by byte, whatever it holds and in whatever pieces it comes', async () => {
    const content = fc.array(
      fc.oneof(
        fc.constantFrom('\r\n', '\r\n--', '--', '\r\n--x-boundary', '\r', '\n'),
        fc.uint8Array({ maxLength: 9 }),
      ),
      { maxLength: 12 },
    );
    const epilogue = fc.constantFrom('', ' ', '\r\n', 'bye\r\n', '\r\n--other\r\n');
    await fc.assert(
      fc.asyncProperty(
        content,
        epilogue,
        fc.integer({ min: 1, max: 80 }),
        async (parts, end, size) => {
          const file = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
          const body = Buffer.concat([formOf(file), Buffer.from(end)]);
          expect(await read(body, { size })).toEqual(file);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each<[string, Buffer]>([
    ['any field name', form([[fileHeader('whatever'), 'x']])],
    ['no field name', form([['Content-Disposition: form-data; filename="a"', 'x']])],
    ['a file name that is a path', form([[fileHeader('f', '../../etc/passwd'), 'x']])],
    ['an empty file name', form([[fileHeader('f', ''), 'x']])],
    [
      'a type but no file name',
      form([[`Content-Disposition: form-data; name="f"\r\nContent-Type: application/json`, 'x']]),
    ],
    ['fields around it', form([FIELD, [fileHeader(), 'x'], FIELD])],
    [
      'a preamble and an epilogue',
      Buffer.concat([Buffer.from('hello\r\n'), formOf('x'), Buffer.from('bye')]),
    ],
  ])('S54: is found with %s', async (_case, body) => {
    expect(String(await read(body))).toBe('x');
  });

  test('S54: may be empty, for the JSON reader to judge', async () => {
    expect(await read(formOf(''))).toHaveLength(0);
  });

  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['no part', form([])],
    ['no file', form([FIELD])],
    [
      'two files',
      form([
        [fileHeader(), '1'],
        [fileHeader(), '2'],
      ]),
    ],
    ['two files of one name', form([[fileHeader('a'), '1'], FIELD, [fileHeader('b'), '1']])],
    ['a thousand files', form(Array.from({ length: 1_000 }, (): FormPart => [fileHeader(), '']))],
    [
      'a hundred thousand fields',
      form([...Array.from({ length: 100_000 }, () => FIELD), [fileHeader(), 'x']]),
    ],
    ['no end', openForm([[fileHeader(), 'x']])],
    [
      'a file cut in its content',
      openForm([[fileHeader(), 'x'.repeat(200_000)]]).subarray(0, 100_000),
    ],
    ['a part cut in its header', openForm([[fileHeader(), 'x']]).subarray(0, 60)],
    ['an end cut in its dashes', formOf('x').subarray(0, -3)],
    ['another boundary', Buffer.from(String(formOf('x')).replaceAll('7MA4YWxk', 'other'))],
    ['a header of 80 KB without a colon', form([['x'.repeat(80_000), 'x']])],
    ['a header name that begins with a blank', form([[` ${fileHeader()}`, 'x']])],
    [
      'a header of 80 KB that never ends',
      Buffer.from(`--x-boundary-7MA4YWxk\r\n${'a: b\r\n'.repeat(14_000)}`),
    ],
    [
      'an end before any part, and more',
      Buffer.from('--x-boundary-7MA4YWxk--\r\n\r\n;a: b\r\n\r\n"'),
    ],
    ['its boundary in the middle of a line', Buffer.from(`a${String(formOf('x'))}`)],
    ['only dashes', Buffer.from('-'.repeat(200_000))],
    ['only ends of lines', Buffer.from('\r\n'.repeat(100_000))],
    ['JSON instead of a form', Buffer.from('{"users":[]}')],
  ])('S54, D4: a form with %s is refused', async (_case, body) => {
    for (const size of [65_536, 1_009]) {
      expect((await refusalOf(read(body, { size }))).code).toBe('InvalidMultipart');
    }
  });

  test('D4: a field of 50 MB beside the file is refused', async () => {
    const big: FormPart = [FIELD[0], Buffer.alloc(50_000_000, 'x')];
    expect(await refusalOf(read(form([big, [fileHeader(), 'x']])))).toMatchObject({
      code: 'InvalidMultipart',
      message: expect.stringContaining('field'),
    });
  });

  test.each(['multipart/form-data', 'multipart/form-data; boundary=', 'application/json'])(
    'S53: the Content-Type %s names no boundary',
    async (contentType) => {
      expect((await refusalOf(read(formOf('x'), { contentType }))).code).toBe('InvalidMultipart');
    },
  );

  test('S54: a form that is cut anywhere is refused, and never waits for more', async () => {
    const whole = form([FIELD, [fileHeader(), 'x'.repeat(50)]]);
    const end = whole.lastIndexOf('--');
    for (let length = 0; length < end + 2; length += 1) {
      expect((await refusalOf(read(whole.subarray(0, length), { size: 40 }))).code).toBe(
        'InvalidMultipart',
      );
    }
  });

  test('D4: noise made of the words of forms is read or refused, and never waits for more', async () => {
    const word = fc.constantFrom(
      ...[
        '\r\n--x-boundary-7MA4YWxk--\r\n',
        '\r\n--x-boundary-7MA4YWxk\r\n',
        '--x-boundary-7MA4YWxk',
        '--',
        '\r\n',
        '\r\n\r\n',
        '\n',
        ' ',
        ':',
        ';',
        'x',
      ],
      ...[fileHeader(), 'Content-Disposition: form-data; name="f"', 'Content-Type: a/b', '"', '='],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { maxLength: 25 }),
        fc.integer({ min: 1, max: 50 }),
        async (words, size) => {
          const body = Buffer.from(words.join(''), 'latin1');
          const outcome = await read(body, { size }).then(
            () => 'read',
            (error: unknown) => (error as { code?: string }).code,
          );
          expect(['read', 'InvalidMultipart']).toContain(outcome);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('a reader that goes before the end leaves nothing behind', async () => {
    const source = inPieces(formOf('x'.repeat(1_000_000)), 1_000);
    for await (const bytes of readFormFile({ contentType: CONTENT_TYPE, body: source })) {
      expect(bytes.length).toBeGreaterThan(0);
      break;
    }
    expect(await source.next()).toEqual({ done: true, value: undefined });
  });
});
