import { describe, expect, test } from '@jest/globals';
import { toErrorResponse } from '../../../functions/http/error-response';
import { RetryLaterError, SyncError, type SyncErrorCode } from '../../../shared/model/sync-error';

const FACTS = { correlationId: 'c-1', now: 1_000_000 };

describe('the answer to a request that failed', () => {
  test.each<[SyncErrorCode, number]>([
    ['Unauthorized', 401],
    ['Forbidden', 403],
    ['SyncDisabled', 403],
    ['NotFound', 404],
    ['IdempotencyKeyReused', 409],
    ['LengthRequired', 411],
    ['EditConflict', 412],
    ['BodyTooLarge', 413],
    ['UnsupportedMediaType', 415],
    ['InvalidJson', 400],
    ['NoValidUser', 400],
    ['TooManyDeliveries', 429],
    ['ConfigurationInvalid', 503],
    ['SigningKeysUnavailable', 503],
    ['StorageUnavailable', 503],
    ['Internal', 500],
  ])('%s is answered with %i, in the one shape', (code, status) => {
    const response = toErrorResponse(
      new SyncError(code, 'Because.', { details: { limitBytes: 1 }, cause: new Error('secret') }),
      FACTS,
    );
    expect(response.status).toBe(status);
    expect(response.jsonBody).toEqual({
      error: { code, message: 'Because.', details: { limitBytes: 1 }, correlationId: 'c-1' },
    });
  });

  test('S43: says how to prove who one is', () => {
    const { headers } = toErrorResponse(new SyncError('Unauthorized', 'No token.'), FACTS);
    expect(headers).toEqual({ 'WWW-Authenticate': 'Bearer' });
  });

  test('says when to ask again, in whole seconds and at least one', () => {
    const after = (ms: number) =>
      toErrorResponse(
        new RetryLaterError('TooManyDeliveries', 'Wait.', { retryAt: FACTS.now + ms }),
        FACTS,
      ).headers;
    expect(after(1_500)).toEqual({ 'Retry-After': '2' });
    expect(after(-5_000)).toEqual({ 'Retry-After': '1' });
  });

  test('says to ask again also where nobody knows when', () => {
    const { headers } = toErrorResponse(new SyncError('StorageUnavailable', 'Down.'), FACTS);
    expect(headers).toEqual({ 'Retry-After': '30' });
  });

  test.each([new TypeError('Cannot read "Ana García"'), 'Ana García', undefined])(
    'tells nothing of an error that nobody expected',
    (error) => {
      const { status, jsonBody } = toErrorResponse(error, FACTS);
      expect(status).toBe(500);
      expect(jsonBody.error.code).toBe('Internal');
      expect(JSON.stringify(jsonBody)).not.toMatch(/Ana|TypeError|at /);
    },
  );
});
