import { describe, expect, it } from '@jest/globals';
import type { ExtendedProperty } from '../../shared/model/extended-property';
import { entraValue, isSentApart } from '../../shared/push/entra-value';
import { addressesHash, identityAddresses } from '../../shared/push/identity-addresses';
import { profileText, splitValues } from '../../shared/push/profile-value';
import { propertyHash } from '../../shared/push/property-hash';
import { retryAfterEnd } from '../../shared/push/retry-after';
import { profileOf } from './routing-with';

const GUID = 'A1B2C3D4-0000-4000-8000-ABCDEFABCDEF';

describe('the text of an extended property', () => {
  const cases: readonly [string, ExtendedProperty['Type'], ExtendedProperty['Value'], unknown][] = [
    ['S29', 1, ' as it is ', ' as it is '],
    ['S30', 2, true, 'True'],
    ['S30', 2, false, 'False'],
    ['S31', 3, -12, '-12'],
    ['S31', 3, '9007199254740993', '9007199254740993'],
    ['S32', 4, '2026-03-09T23:30:00.000Z', '03/09/2026'],
    ['S33', 5, 1.5, '1.5'],
    ['S34', 6, GUID, GUID.toLowerCase()],
    ['S35', 7, 'Option A', 'Option A'],
    ['S36', 99, null, undefined],
    ['S29', 1, null, undefined],
  ];
  it.each(cases)('%s: of type %s from %s is %s', (_row, Type, Value, expected) => {
    expect(profileText({ Key: 'k', Type, Value }, 'MM/dd/yyyy')).toBe(expected);
  });

  it('S32: may have its dates the other way', () => {
    const date: ExtendedProperty = { Key: 'k', Type: 4, Value: '2026-03-09T23:30:00.000Z' };
    expect(profileText(date, 'yyyy-MM-dd')).toBe('2026-03-09');
  });
});

it('splits several values and drops the empty ones', () => {
  expect(splitValues('a| b ||')).toEqual(['a', 'b']);
  expect(splitValues('|')).toEqual([]);
});

describe('the value of an Entra attribute', () => {
  it('is a list for the business phone, empty to clear it', () => {
    expect(entraValue('businessPhones', '+49 1')).toEqual(['+49 1']);
    expect(entraValue('businessPhones', null)).toEqual([]);
  });

  it('is text, or null to clear it', () => {
    expect(entraValue('jobTitle', 'Boss')).toBe('Boss');
    expect(entraValue('mobilePhone', null)).toBeNull();
  });

  it('is sent apart when it is a phone', () => {
    expect(['jobTitle', 'mobilePhone', 'businessPhones'].map(isSentApart)).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('the hash of a value', () => {
  it('tells a list from the text that it would be joined to', () => {
    expect(propertyHash(['a', 'b'])).not.toBe(propertyHash('a|b'));
    expect(propertyHash(['a', 'b'])).not.toBe(propertyHash(['a,b']));
    expect(propertyHash('')).not.toBe(propertyHash([]));
  });

  it('is the same for the same value', () => {
    expect(propertyHash('Größe')).toBe(propertyHash('Größe'));
  });
});

describe('the addresses of a person', () => {
  const addresses = (fields: Record<string, string>): string[] =>
    identityAddresses(profileOf('x', { fields })).map(({ kind, text }) => `${kind} ${text}`);

  it('S16, S17: are tried in the order upn, loginName, account, email', () => {
    expect(addresses({ email: 'd@x', account: 'c@x', loginName: 'b@x', upn: 'a@x' })).toEqual([
      'principalName a@x',
      'principalName b@x',
      'principalName c@x',
      'mail d@x',
    ]);
  });

  it('S17: lose the claims prefix', () => {
    expect(addresses({ loginName: 'i:0#.f|membership|a@x' })).toEqual(['principalName a@x']);
    expect(addresses({ loginName: 'I:0#.F|Membership|a@x' })).toEqual(['principalName a@x']);
  });

  it('are tried once, however they are written', () => {
    expect(addresses({ upn: 'A@x', loginName: 'a@X', account: ' a@x ', email: 'a@x' })).toEqual([
      'principalName A@x',
      'mail a@x',
    ]);
  });

  it('S16: leave out what SharePoint Online does not know', () => {
    expect(addresses({ account: 'CONTOSO\\anna', loginName: 'anna', email: '' })).toEqual([]);
    expect(addresses({ upn: 'a@x\r\nHost: y', account: '..', email: 'a b@x' })).toEqual([]);
  });

  it('keep guests whole', () => {
    expect(addresses({ upn: 'a_b.com#EXT#@x.onmicrosoft.com' })).toEqual([
      'principalName a_b.com#EXT#@x.onmicrosoft.com',
    ]);
  });

  it('have a hash that changes with them, and not with their case', () => {
    const hash = (upn: string): string =>
      addressesHash(identityAddresses(profileOf('x', { fields: { upn } })));
    expect(hash('A@x')).toBe(hash('a@X'));
    expect(hash('a@x')).not.toBe(hash('b@x'));
  });
});

describe('Retry-After', () => {
  const NOW = Date.parse('2026-01-05T08:00:00Z');

  it.each([
    ['5', 5_000],
    ['0', 0],
    ['2.128', 2_128],
    [' 31 ', 31_000],
    ['Mon, 05 Jan 2026 08:01:30 GMT', 90_000],
    ['Mon, 05 Jan 2026 07:00:00 GMT', 0],
  ])('of "%s" ends %s ms later', (header, wait) => {
    expect(retryAfterEnd(header, NOW)).toBe(NOW + wait);
  });

  it.each([null, '', 'soon', '-5', 'NaN'])('that says %s is half a minute or more', (header) => {
    const wait = retryAfterEnd(header, NOW) - NOW;
    expect(wait).toBeGreaterThanOrEqual(30_000);
    expect(wait).toBeLessThan(45_000);
  });
});
