import { describe, expect, it } from '@jest/globals';
import type { ExtendedProperty } from '../../shared/model/extended-property';
import { propertyMapSchema, type PropertyMap } from '../../shared/model/property-map';
import type { ProfileProperty } from '../../shared/model/profile-property';
import { pushSettingsSchema } from '../../shared/model/sync-configuration';
import type { UserProfile } from '../../shared/model/user-profile';
import { routeProperties, type Route } from '../../shared/push/route-properties';
import { profileOf, routingWith } from './routing-with';

interface Given {
  readonly fields?: UserProfile['fields'];
  readonly extended?: readonly ExtendedProperty[];
  readonly mappings?: PropertyMap['mappings'];
  readonly catalogue?: readonly ProfileProperty[];
  readonly onPremisesSync?: boolean;
  readonly known?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly extendedByKey?: boolean;
}

function routesOf(given: Given): ReadonlyMap<string, Route> {
  const { mappings, extendedByKey, settings = {}, catalogue = [] } = given;
  const map = propertyMapSchema.parse({ mappings, extendedByKey });
  const routes = routeProperties(
    {
      profile: profileOf('anna', {
        fields: { upn: 'anna@contoso.com', ...given.fields },
        extended: given.extended ?? [],
      }),
      onPremisesSync: given.onPremisesSync ?? false,
      known: given.known ?? [],
    },
    routingWith({
      map,
      settings: pushSettingsSchema.parse(settings),
      catalogue: new Map(catalogue.map((property) => [property.name, property])),
    }),
  );
  return new Map(routes.map((route) => [route.id, route]));
}

const text = (Key: string, Value: string): ExtendedProperty => ({ Key, Type: 1, Value });

describe('the default map', () => {
  it.each([
    ['name', 'entra:displayName'],
    ['jobTitle', 'entra:jobTitle'],
    ['locale', 'entra:preferredLanguage'],
    ['department', 'entra:department'],
    ['location', 'entra:officeLocation'],
    ['phone', 'entra:businessPhones'],
    ['mobile', 'sharePoint:CellPhone'],
    ['audienceDepartment', 'sharePoint:AudienceDepartment'],
    ['audienceLocation', 'sharePoint:AudienceLocation'],
    ['entityType', 'sharePoint:EntityType'],
  ] as const)('sends %s to %s', (field, id) => {
    expect(routesOf({ fields: { [field]: 'X' } }).get(id)).toMatchObject({ value: 'X' });
  });

  it('S60: sends nothing that Entra masters to SharePoint', () => {
    const all = routesOf({ fields: { name: 'N', jobTitle: 'J', department: 'D', location: 'L' } });
    const toSharePoint = [...all.values()].filter(({ to }) => to === 'sharePoint');
    expect(toSharePoint.map(({ id }) => id)).toEqual([
      'sharePoint:CellPhone',
      'sharePoint:AudienceDepartment',
      'sharePoint:AudienceLocation',
      'sharePoint:EntityType',
    ]);
  });

  it('never sends who the person is', () => {
    const fields = { upn: 'u@x', account: 'u@x', loginName: 'u@x', email: 'u@x' };
    const values = [...routesOf({ fields }).values()].map((route) =>
      'value' in route ? route.value : null,
    );
    expect(values.filter((value) => value !== null)).toEqual([]);
  });
});

describe('properties that Entra masters', () => {
  const mapped = (property: string): PropertyMap['mappings'] => [
    { source: 'jobTitle', target: 'sharePoint', property },
  ];

  it('S60: are written to the attribute that they are copied from', () => {
    const routes = routesOf({ fields: { jobTitle: 'J' }, mappings: mapped('Title') });
    expect([...routes.values()]).toEqual([
      { to: 'entra', id: 'entra:jobTitle', attribute: 'jobTitle', value: 'J' },
    ]);
  });

  it('S60: are skipped when no attribute is behind them', () => {
    const routes = routesOf({ fields: { jobTitle: 'J' }, mappings: mapped('WorkEmail') });
    expect([...routes.values()]).toEqual([
      { to: 'nowhere', id: 'sharePoint:WorkEmail', reason: 'mastered', skipped: true },
    ]);
  });

  it.each([
    ['writes to Entra are switched off', 'off', { settings: { graphWrites: false } }],
    ['the person comes from on-premises', 'onPremises', { onPremisesSync: true }],
  ])('are skipped when %s', (_why, reason, given) => {
    const skipped = { to: 'nowhere', id: 'entra:jobTitle', reason, skipped: true };
    const routes = routesOf({ fields: { jobTitle: 'J' }, ...given });
    expect(routes.get('entra:jobTitle')).toEqual(skipped);
    expect(routesOf(given).get('entra:jobTitle')).toEqual({ ...skipped, skipped: false });
  });

  it('S60: are known in every spelling', () => {
    const routes = routesOf({ extended: [text('department', 'X')] });
    expect(routes.get('extended:department')).toMatchObject({ to: 'nowhere', skipped: true });
  });

  it('are skipped when the catalogue says that they are mastered', () => {
    const catalogue: ProfileProperty[] = [{ name: 'Grade', type: 1, mastered: true }];
    const routes = routesOf({ extended: [text('Grade', 'A')], catalogue });
    expect(routes.get('extended:Grade')).toEqual({
      to: 'nowhere',
      id: 'extended:Grade',
      reason: 'mastered',
      skipped: true,
    });
  });

  it('keep what they have where Entra leaves nothing empty', () => {
    expect(routesOf({}).get('entra:displayName')).toEqual({
      to: 'nowhere',
      id: 'entra:displayName',
      reason: 'notClearable',
      skipped: false,
    });
    expect(routesOf({}).get('entra:jobTitle')).toMatchObject({ to: 'entra', value: null });
  });

  it.each([
    ['jobTitle', 'jobTitle', 128],
    ['department', 'department', 64],
    ['name', 'displayName', 256],
  ] as const)('S7: refuse a %s that is too long without a call', (field, property, limit) => {
    const fits = routesOf({ fields: { [field]: 'x'.repeat(limit) } }).get(`entra:${property}`);
    expect(fits).toMatchObject({ to: 'entra' });
    const long = routesOf({ fields: { [field]: 'x'.repeat(limit + 1) } }).get(`entra:${property}`);
    expect(long).toMatchObject({ to: 'error', error: { code: 'ValueRefused', property } });
  });
});

describe('extended properties', () => {
  it('go to the SharePoint property of their name', () => {
    expect(routesOf({ extended: [text('CostCenter', '12')] }).get('extended:CostCenter')).toEqual({
      to: 'sharePoint',
      id: 'extended:CostCenter',
      property: 'CostCenter',
      multi: false,
      bulk: true,
      value: '12',
    });
  });

  it('go where the map says, and then nowhere else', () => {
    const routes = routesOf({
      extended: [text('Grade', 'A')],
      mappings: [{ source: 'x:Grade', target: 'entra', property: 'employeeType' }],
    });
    expect([...routes.keys()]).toEqual(['entra:employeeType']);
    expect(routes.get('entra:employeeType')).toMatchObject({ value: 'A' });
  });

  it('stay at home when the administrator wants only what is mapped', () => {
    const routes = routesOf({ extended: [text('Grade', 'A')], extendedByKey: false });
    expect(routes.has('extended:Grade')).toBe(false);
  });

  it('never take the place of what the map sends there', () => {
    const routes = routesOf({ fields: { mobile: '1' }, extended: [text('CellPhone', '2')] });
    expect(routes.get('sharePoint:CellPhone')).toMatchObject({ value: '1' });
    expect(routes.has('extended:CellPhone')).toBe(false);
    const other = routesOf({ fields: { mobile: '1' }, extended: [text('cellPhone', '2')] });
    expect(other.has('extended:cellPhone')).toBe(false);
  });

  it('are not kept back by an attribute of Entra that is spelt like them', () => {
    const routes = routesOf({ extended: [text('jobTitle', 'X')] });
    expect(routes.get('extended:jobTitle')).toMatchObject({ to: 'sharePoint', value: 'X' });
  });

  it('S60: never reach a property that Entra masters', () => {
    const routes = routesOf({ extended: [text('Department', 'X')] });
    expect(routes.get('extended:Department')).toMatchObject({
      to: 'nowhere',
      reason: 'mastered',
    });
  });

  it('S7: with a name that SharePoint cannot have are an error without a call', () => {
    for (const key of ['Cost Center', '1st', 'x'.repeat(51), 'Größe', '__proto__']) {
      const routes = routesOf({ extended: [text(key, '1')] });
      expect(routes.get(`extended:${key}`)).toMatchObject({
        to: 'error',
        error: { code: 'PropertyMissing', property: key, target: 'peopleManager' },
      });
    }
  });

  it('are cleared when the profile no longer has them', () => {
    expect(routesOf({ known: ['extended:Grade'] }).get('extended:Grade')).toMatchObject({
      to: 'sharePoint',
      value: null,
    });
  });

  it('S36: of type None have no value', () => {
    const routes = routesOf({ extended: [{ Key: 'Grade', Type: 99, Value: null }] });
    expect(routes.get('extended:Grade')).toMatchObject({ value: null });
  });

  it('are split into values where SharePoint holds several', () => {
    const multi: ProfileProperty[] = [{ name: 'Teams', type: 1, multi: true }];
    const routes = routesOf({ extended: [text('Teams', 'a | b||c')], catalogue: multi });
    expect(routes.get('extended:Teams')).toMatchObject({ multi: true, value: ['a', 'b', 'c'] });
    const skills = routesOf({ extended: [text('SPS-Skills', 'java')] });
    expect(skills.get('extended:SPS-Skills')).toMatchObject({ multi: true, value: ['java'] });
  });
});

describe('a property that the map names', () => {
  const mappings: PropertyMap['mappings'] = [
    { source: 'jobTitle', target: 'sharePoint', property: 'HrJobTitle' },
  ];

  it('is an error without a call when the catalogue does not know it', () => {
    expect(routesOf({ fields: { jobTitle: 'J' }, mappings }).get('sharePoint:HrJobTitle')).toEqual({
      to: 'error',
      id: 'sharePoint:HrJobTitle',
      error: expect.objectContaining({ code: 'UnknownProperty', property: 'HrJobTitle' }),
    });
  });

  it('is no error for people who have no value for it', () => {
    expect(routesOf({ mappings }).get('sharePoint:HrJobTitle')).toMatchObject({
      to: 'nowhere',
      reason: 'noValue',
      skipped: false,
    });
  });

  it('is written once the catalogue knows it', () => {
    const catalogue: ProfileProperty[] = [{ name: 'HrJobTitle', type: 1 }];
    const routes = routesOf({ fields: { jobTitle: 'J' }, mappings, catalogue });
    expect(routes.get('sharePoint:HrJobTitle')).toMatchObject({ to: 'sharePoint', value: 'J' });
  });
});

describe('a bulk import', () => {
  const bulkOf = (Key: string, traits: Partial<ProfileProperty> = {}): unknown => {
    const catalogue: ProfileProperty[] = [{ name: Key, type: 1, ...traits }];
    const routes = routesOf({ extended: [text(Key, 'x')], catalogue, mappings: [] });
    const route = routes.get(`extended:${Key}`);
    return route?.to === 'sharePoint' ? route.bulk : route?.to;
  };

  it('S60: can carry a custom property with one value that only administrators edit', () => {
    expect(bulkOf('Grade')).toBe(true);
    expect(bulkOf('Grade', { multi: false, taxonomy: false, userEditable: false })).toBe(true);
  });

  it.each([
    ['several values', { multi: true }],
    ['terms', { taxonomy: true }],
    ['values that people edit', { userEditable: true }],
  ])('S60: carries no property with %s', (_what, traits) => {
    expect(bulkOf('Grade', traits)).toBe(false);
  });

  it.each(['AboutMe', 'CellPhone', 'cellphone', 'SPS-HireDate', 'SPS-Skills', 'SPS-Anything'])(
    'S60: does not carry %s, which every tenant has',
    (property) => {
      expect(bulkOf(property)).toBe(false);
      expect(bulkOf(property, { userEditable: false })).toBe(false);
    },
  );

  it('S60: carries the custom properties of the default map, and not the mobile', () => {
    const fields = { mobile: '1', audienceDepartment: 'A', audienceLocation: 'B', entityType: 'C' };
    const routes = [...routesOf({ fields }).values()];
    const carried = routes.filter((route) => route.to === 'sharePoint' && route.bulk);
    expect(carried.map(({ id }) => id)).toEqual([
      'sharePoint:AudienceDepartment',
      'sharePoint:AudienceLocation',
      'sharePoint:EntityType',
    ]);
  });

  it('clears a text, but no date: that would become January 1', () => {
    const catalogue: ProfileProperty[] = [
      { name: 'Grade', type: 1 },
      { name: 'StartDate', type: 4 },
    ];
    const known = ['extended:Grade', 'extended:StartDate'];
    const routes = routesOf({ known, catalogue });
    expect(routes.get('extended:Grade')).toMatchObject({ value: null, bulk: true });
    expect(routes.get('extended:StartDate')).toMatchObject({ value: null, bulk: false });
  });

  it('clears no date that the map sends elsewhere, either', () => {
    const mappings: PropertyMap['mappings'] = [
      { source: 'x:Start', target: 'sharePoint', property: 'StartDate' },
      { source: 'jobTitle', target: 'sharePoint', property: 'TitleSince' },
    ];
    const catalogue: ProfileProperty[] = [
      { name: 'Start', type: 4 },
      { name: 'StartDate', type: 1 },
      { name: 'TitleSince', type: 4 },
    ];
    const routes = routesOf({ mappings, catalogue });
    expect(routes.get('sharePoint:StartDate')).toMatchObject({ value: null, bulk: false });
    expect(routes.get('sharePoint:TitleSince')).toMatchObject({ value: null, bulk: false });
  });

  it.each([
    [undefined, '2026-03-09T23:30:00Z'],
    ['yyyy-MM-dd', '2026-03-09'],
    ['MM/dd/yyyy', '03/09/2026'],
  ])('S32: has its own way with dates: %s', (bulkImportDateFormat, importText) => {
    const extended: ExtendedProperty[] = [
      { Key: 'StartDate', Type: 4, Value: '2026-03-09T23:30:00.000Z' },
    ];
    const settings = bulkImportDateFormat === undefined ? {} : { bulkImportDateFormat };
    const routes = routesOf({ extended, settings });
    expect(routes.get('extended:StartDate')).toMatchObject({
      bulk: true,
      value: '03/09/2026',
      importText,
    });
  });
});
