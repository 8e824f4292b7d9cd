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
    [
      'S7: a name that SharePoint cannot have',
      { source: 'name', target: 'sharePoint', property: 'Cost Center' },
    ],
  ])('refuses %s', (_what, mapping) => {
    expect(accepts(mapping)).toBe(false);
  });

  it.each([
    ['the same property', 'CellPhone'],
    ['one that differs only in case', 'cellPhone'],
  ])('refuses two sources for %s', (_what, property) => {
    const one = { source: 'name', target: 'sharePoint', property: 'CellPhone' };
    const other = { source: 'jobTitle', target: 'sharePoint', property };
    expect(accepts(one, other)).toBe(false);
    expect(accepts(one)).toBe(true);
    expect(accepts(other)).toBe(true);
  });

  it('sends one source to as many places as somebody wants', () => {
    const one = { source: 'mobile', target: 'sharePoint', property: 'CellPhone' };
    expect(accepts(one, { ...one, target: 'entra', property: 'mobilePhone' })).toBe(true);
  });

  it('tells which mapping is broken, and how', () => {
    const mapping = { source: 'upn', target: 'sharePoint', property: '1st' };
    const { error } = propertyMapSchema.safeParse({ mappings: [mapping] });
    expect(error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      expect.stringContaining('mappings.0.source: names who the person is'),
      expect.stringContaining('mappings.0.property: is no name of a SharePoint property'),
    ]);
  });
});

describe('the default map', () => {
  /** Every field of the document, and where it goes. */
  it.each([
    ['userId', []],
    ['name', ['entra:displayName']],
    ['jobTitle', ['entra:jobTitle']],
    ['upn', []],
    ['email', []],
    ['account', []],
    ['loginName', []],
    ['locale', ['entra:preferredLanguage']],
    ['audienceDepartment', ['sharePoint:AudienceDepartment']],
    ['department', ['entra:department']],
    ['audienceLocation', ['sharePoint:AudienceLocation']],
    ['location', ['entra:officeLocation']],
    ['phone', ['entra:businessPhones']],
    ['mobile', ['sharePoint:CellPhone']],
    ['entityType', ['sharePoint:EntityType']],
  ])('S16, S17: sends the field %s to %j', (field, destinations) => {
    const { mappings } = propertyMapSchema.parse({});
    const found = mappings.filter(({ source }) => source === field);
    expect(found.map(({ target, property }) => `${target}:${property}`)).toEqual(destinations);
  });
});
