import { describe, expect, test } from '@jest/globals';
import { requireFormData, requireJson } from '../../../functions/http/require-content';
import { createRequest } from '../request';

function typed(contentType: string | undefined, encoding?: string) {
  return createRequest({
    headers: {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    },
  });
}

describe('a body of JSON', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    'application/json; charset=utf-8; profile=x',
  ])('S44: %s is taken', (contentType) => {
    expect(() => {
      requireJson(typed(contentType));
    }).not.toThrow();
  });

  test.each([
    undefined,
    '',
    'json',
    'text/json',
    'application/jsonp',
    'application/json, application/json',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'multipart/form-data; boundary=x',
  ])('S44: %s is another media type', (contentType) => {
    expect(() => {
      requireJson(typed(contentType));
    }).toThrow(expect.objectContaining({ code: 'UnsupportedMediaType' }));
  });

  test.each(['gzip', 'br', 'identity, gzip'])('is refused when it is packed by %s', (encoding) => {
    expect(() => {
      requireJson(typed('application/json', encoding));
    }).toThrow(expect.objectContaining({ code: 'UnsupportedMediaType' }));
  });

  test.each(['identity', ' Identity ', ''])('may say that it is not packed: "%s"', (encoding) => {
    expect(() => {
      requireJson(typed('application/json', encoding));
    }).not.toThrow();
  });
});

describe('a body of form data', () => {
  test.each(['multipart/form-data; boundary=Ab9', 'Multipart/Form-Data; Boundary="Ab9"'])(
    'S53: %s is taken, with its boundary',
    (contentType) => {
      expect(requireFormData(typed(contentType))).toBe('multipart/form-data;boundary=Ab9');
    },
  );

  test.each([undefined, 'application/json', 'multipart/mixed; boundary=x'])(
    'S53: %s is another media type',
    (contentType) => {
      expect(() => requireFormData(typed(contentType))).toThrow(
        expect.objectContaining({ code: 'UnsupportedMediaType' }),
      );
    },
  );

  test.each(['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; b=x'])(
    'S53: %s is a bad request, because it names no boundary',
    (contentType) => {
      expect(() => requireFormData(typed(contentType))).toThrow(
        expect.objectContaining({ code: 'InvalidMultipart' }),
      );
    },
  );

  test('is refused when it is packed', () => {
    expect(() => requireFormData(typed('multipart/form-data; boundary=x', 'gzip'))).toThrow(
      expect.objectContaining({ code: 'UnsupportedMediaType' }),
    );
  });
});
