import { describe, expect, test } from '@jest/globals';
import { parseDeliveryOptions } from '../../../functions/http/delivery-options';
import { createRequest } from '../request';

describe('parseDeliveryOptions', () => {
  test('S46: merges, for good, where nothing else is asked for', () => {
    expect(parseDeliveryOptions(createRequest())).toEqual({ mode: 'merge', dryRun: false });
  });

  test('reads what is asked for, and ignores what it does not know', () => {
    const request = createRequest({
      path: '/?mode=replace&dryRun=true&trace=1',
      headers: { 'idempotency-key': 'nightly 2026-03-01 #7' },
    });
    expect(parseDeliveryOptions(request)).toEqual({
      mode: 'replace',
      dryRun: true,
      idempotencyKey: 'nightly 2026-03-01 #7',
    });
  });

  test.each(['?dryrun=true', '?DryRun=true', '?DRYRUN=true'])(
    '%s is a dry run as well',
    (query) => {
      const request = createRequest({ path: `/${query}` });
      expect(parseDeliveryOptions(request)).toEqual({ mode: 'merge', dryRun: true });
    },
  );

  test.each(['?mode=', '?mode=Replace', '?mode=delete', '?dryRun=1', '?dryRun='])(
    'refuses %s, naming the parameter',
    (query) => {
      expect(() => parseDeliveryOptions(createRequest({ path: `/${query}` }))).toThrow(
        expect.objectContaining({
          code: 'InvalidRequest',
          message: expect.stringMatching(/mode|dryRun/),
        }),
      );
    },
  );

  // The host joins repeated parameters with a comma.
  test.each(['mode=merge,replace', 'dryRun=true&dryrun=false'])('does not choose: %s', (query) => {
    const request = createRequest({ path: `/?${query}` });
    expect(() => parseDeliveryOptions(request)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest' }),
    );
  });

  test.each(['', 'k'.repeat(101), 'clé'])('refuses the idempotency key "%s"', (key) => {
    const request = createRequest({ headers: { 'idempotency-key': key } });
    expect(() => parseDeliveryOptions(request)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest' }),
    );
  });

  test.each(['k', 'k'.repeat(100), '5f0c7c1e-6a0b-4f0e-9a39-1f6a3a1a2b3c', '~!"#$%'])(
    'takes the idempotency key "%s"',
    (key) => {
      const request = createRequest({ headers: { 'idempotency-key': key } });
      expect(parseDeliveryOptions(request).idempotencyKey).toBe(key);
    },
  );
});
