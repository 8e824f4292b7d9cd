import { describe, expect, it } from '@jest/globals';
import type { PropertyMap } from '../../shared/model/property-map';
import { finding, PreflightWorld } from './preflight-world';

/** A world in which one thing goes to one property of SharePoint that exists. */
function mapped(source: string, property: string): PreflightWorld {
  const world = new PreflightWorld();
  const mappings: PropertyMap['mappings'] = [{ source, target: 'sharePoint', property }];
  world.map = { mappings };
  world.tenant.names.add(property);
  return world;
}

function byKey(name: string, traits: object = {}): PreflightWorld {
  const world = new PreflightWorld();
  world.map = { mappings: [] };
  world.catalogue.push({ name, type: 1, ...traits });
  world.tenant.names.add(name);
  return world;
}

describe('properties that go by their key', () => {
  it('S8: are missing in SharePoint, and an administrator is told how to make them', async () => {
    const world = byKey('StartDate', { type: 4 });
    world.tenant.names.delete('StartDate');
    const found = await world.property('x:StartDate sharePoint:StartDate');
    expect(found).toEqual(finding('failed', 'PropertyMissing'));
    const steps = found?.steps?.join(' ') ?? '';
    expect(steps).toContain('More features > User profiles');
    expect(steps).toContain('name StartDate, case counts; type date time');
    expect(steps).toContain('not allow users to edit values');
    expect((await world.run()).ready).toBe(false);
  });

  it('S8: are spelt otherwise in SharePoint', async () => {
    const world = byKey('costCenter');
    world.tenant.names.delete('costCenter');
    world.tenant.names.add('CostCenter');
    const found = await world.property('x:costCenter sharePoint:costCenter');
    expect(found).toEqual(finding('failed', 'PropertyMissing', 'spelt CostCenter'));
  });

  it('S7: can have names that SharePoint cannot', async () => {
    const world = byKey('Property 1');
    const found = await world.property('x:Property 1 sharePoint:Property 1');
    expect(found).toEqual(finding('failed', 'PropertyMissing', 'cannot have'));
  });

  it('go by bulk import if they are plain', async () => {
    const world = byKey('Grade');
    const name = 'x:Grade sharePoint:Grade';
    expect(await world.property(name)).toEqual(finding('ok', undefined, 'by bulk import for many'));
    world.settings = { bulkImport: 'off' };
    expect(await world.property(name)).toEqual(finding('ok', undefined, 'switched off'));
  });

  it.each([
    ['UserEditable', { userEditable: true }],
    ['MultiValue', { multi: true }],
    ['Taxonomy', { taxonomy: true }],
  ])('S60: tell with %s why they go a call each', async (code, traits) => {
    const found = await byKey('Grade', traits).property('x:Grade sharePoint:Grade');
    expect(found).toEqual(finding('ok', code, 'never by bulk import'));
  });

  it('S60: are owned by Entra', async () => {
    const owned = await byKey('Department').property('x:Department sharePoint:Department');
    expect(owned).toEqual(finding('warning', 'OwnedByEntra', 'the value is not sent'));
    const said = await byKey('Grade', { mastered: true }).property('x:Grade sharePoint:Grade');
    expect(said).toEqual(finding('warning', 'OwnedByEntra', 'the value is not sent'));
  });

  it('are left out when the administrator wants only what is mapped', async () => {
    const world = byKey('Grade');
    world.map = { mappings: [], extendedByKey: false };
    expect((await world.run()).properties).toEqual([]);
  });
});

describe('properties that the map names', () => {
  it('S60: are owned by Entra, and written to the attribute behind them', async () => {
    const world = mapped('jobTitle', 'Title');
    const name = 'jobTitle sharePoint:Title';
    const found = await world.property(name);
    expect(found).toEqual(finding('warning', 'OwnedByEntra', "Entra's jobTitle instead"));
    expect(found?.steps?.[0]).toContain('target entra, property jobTitle');
    world.settings = { graphWrites: false };
    expect(await world.property(name)).toEqual(finding('warning', 'OwnedByEntra', 'is not sent'));
    expect((await world.run()).ready).toBe(true);
  });

  it('S60: are owned by Entra, and written nowhere', async () => {
    const found = await mapped('email', 'WorkEmail').property('email sharePoint:WorkEmail');
    expect(found).toEqual(finding('warning', 'OwnedByEntra', 'the value is not sent'));
    expect(found?.steps?.[0]).toContain('a custom property, or take it out');
  });

  it('are unknown to the catalogue until it has a row', async () => {
    const world = mapped('jobTitle', 'HrJob+Title');
    const name = 'jobTitle sharePoint:HrJob+Title';
    const found = await world.property(name);
    expect(found).toEqual(finding('failed', 'UnknownProperty'));
    expect(found?.steps?.[0]).toContain('RowKey HrJob=2bTitle, name HrJob+Title');
    world.catalogue.push({ name: 'HrJob+Title', type: 1 });
    expect(await world.property(name)).toEqual(finding('ok'));
  });

  it('are of another type than what comes', async () => {
    const world = mapped('jobTitle', 'TitleSince');
    world.catalogue.push({ name: 'TitleSince', type: 4 });
    const found = await world.property('jobTitle sharePoint:TitleSince');
    expect(found).toEqual(finding('warning', 'TypeDiffers', 'date time; what comes is string'));
    const hired = mapped('x:Hired', 'SPS-HireDate');
    hired.catalogue.push({ name: 'Hired', type: 3 });
    expect(await hired.property('x:Hired sharePoint:SPS-HireDate')).toEqual(
      finding('warning', 'TypeDiffers', 'date time; what comes is integer'),
    );
  });

  it('are texts, which take every type', async () => {
    const world = mapped('x:Hired', 'HireText');
    world.catalogue.push({ name: 'Hired', type: 4 }, { name: 'HireText', type: 1 });
    expect(await world.property('x:Hired sharePoint:HireText')).toEqual(finding('ok'));
  });

  it('S8: are made with the type of what comes', async () => {
    const world = mapped('x:Hired', 'AudienceLocation');
    world.catalogue.push({ name: 'Hired', type: 4 });
    world.tenant.names.delete('AudienceLocation');
    const found = await world.property('x:Hired sharePoint:AudienceLocation');
    expect(found?.steps?.join()).toContain('type date time');
  });

  it('tell which switch an administrator can turn, where there is one', async () => {
    const built = await mapped('mobile', 'CellPhone').property('mobile sharePoint:CellPhone');
    expect(built).toEqual(finding('ok', 'UserEditable'));
    expect(built?.steps).toBeUndefined();
    const custom = byKey('Grade', { userEditable: true });
    const found = await custom.property('x:Grade sharePoint:Grade');
    expect(found?.steps?.at(-1)).toContain('column userEditable of Grade');
  });

  it('share an attribute of Entra with another source, which wins', async () => {
    const world = mapped('jobTitle', 'Title');
    const { mappings = [] } = world.map;
    world.map = {
      mappings: [
        ...mappings,
        { source: 'jobTitle', target: 'entra', property: 'jobTitle' },
        { source: 'x:Job', target: 'sharePoint', property: 'SPS-JobTitle' },
      ],
    };
    expect(await world.property('x:Job sharePoint:SPS-JobTitle')).toEqual(
      finding('warning', 'DestinationTaken', 'that jobTitle is written to already'),
    );
    expect(await world.property('jobTitle entra:jobTitle')).toEqual(finding('ok'));
  });

  it('go to Entra, unless that is switched off', async () => {
    const world = new PreflightWorld();
    expect(await world.property('name entra:displayName')).toEqual(finding('ok'));
    world.settings = { graphWrites: false };
    expect(await world.property('name entra:displayName')).toEqual(finding('warning', 'WritesOff'));
  });
});
