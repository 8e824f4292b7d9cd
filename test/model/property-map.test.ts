import { describe, expect, it } from '@jest/globals';
import { propertyMapSchema } from '../../shared/model/property-map';

function accepts(...mappings: readonly unknown[]): boolean {
  return propertyMapSchema.safeParse({ mappings }).success;
}

describe('the property map', () => {
  it('has a default for every field that is pushed', () => {
    const { mappings, extendedByKey } = propertyMapSchema.parse({});
    expect(mappings).toHaveLength(10);
    expect(extendedByKey).toBe(true);
    expect(accepts(...mappings)).toBe(true);
  });

  it.each([
    ['an extended property', { source: 'x:Grade', target: 'sharePoint', property: 'Grade' }],
    ['an attribute of Entra', { source: 'x:Grade', target: 'entra', property: 'employeeType' }],
    [
      'the mail address, if somebody wants it',
      { source: 'email', target: 'entra', property: 'mail' },
    ],
  ])('takes %s', (_what, mapping) => {
    expect(accepts(mapping)).toBe(true);
  });

  it.each([
    ['a field that does not exist', { source: 'nam', target: 'entra', property: 'displayName' }],
    ['an extended property without a key', { source: 'x:', target: 'entra', property: 'city' }],
    ['who the person is', { source: 'upn', target: 'entra', property: 'mail' }],
    [
      'the user principal name',
      { source: 'email', target: 'entra', property: 'userPrincipalName' },
    ],
    ['an unknown attribute', { source: 'name', target: 'entra', property: 'DisplayName' }],
    ['an unknown target', { source: 'name', target: 'sharepoint', property: 'CellPhone' }],
    ['no property', { source: 'name', target: 'sharePoint', property: '' }],
  ])('refuses %s', (_what, mapping) => {
    expect(accepts(mapping)).toBe(false);
  });

  it('refuses two sources for one property', () => {
    const [one, other] = ['name', 'jobTitle'].map((source) => ({
      source,
      target: 'sharePoint',
      property: 'CellPhone',
    }));
    expect(accepts(one, other)).toBe(false);
    expect(accepts(one)).toBe(true);
  });
});
