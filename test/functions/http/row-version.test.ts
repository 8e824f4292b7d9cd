import { describe, expect, test } from '@jest/globals';
import { readExpectedVersion, toEntityTag } from '../../../functions/http/row-version';
import { createRequest } from '../request';

const VERSION = 'W/"datetime\'2026-03-01T10%3A00%3A00.1234567Z\'"';

describe('the version of a row', () => {
  test('goes out as a strong entity tag and comes back as it was', () => {
    const tag = toEntityTag(VERSION);
    expect(tag).toMatch(/^"[\w-]+"$/);
    expect(readExpectedVersion(createRequest({ headers: { 'if-match': tag } }))).toBe(VERSION);
  });

  test('is none when there must be no row', () => {
    const request = createRequest({ headers: { 'if-none-match': '*' } });
    expect(readExpectedVersion(request)).toBeUndefined();
  });

  test.each<Record<string, string>>([
    {},
    { 'if-match': '*' },
    { 'if-match': '' },
    { 'if-match': VERSION },
    { 'if-match': '"YQ", "Yg"' },
    { 'if-none-match': '"YQ"' },
    { 'if-match': '"YQ"', 'if-none-match': '*' },
    { 'if-match': '"YQ"', 'if-none-match': '"Yg"' },
  ])('must be named in one way: %j', (headers) => {
    expect(() => readExpectedVersion(createRequest({ headers }))).toThrow(
      expect.objectContaining({ code: 'InvalidRequest' }),
    );
  });
});
