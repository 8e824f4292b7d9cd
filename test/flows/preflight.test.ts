import { describe, expect, it } from '@jest/globals';
import { createCachedConfiguration } from '../../shared/configuration/cached-configuration';
import { createPreflight } from '../../shared/flows/preflight';
import type { ConfigurationName } from '../../shared/model/configuration-values';
import type { PropertyCatalogue } from '../../shared/model/profile-property';
import { SyncError } from '../../shared/model/sync-error';
import type { PreflightReport } from '../../shared/push/preflight-report';
import { createMemoryPropertyCatalogue } from '../fakes/memory-property-catalogue';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';
import { finding, NOW, PreflightWorld } from '../push/preflight-world';

const ON = { TogoUPEnabled: true, SharePointUPSync: true };

interface Given {
  readonly settings?: Readonly<Partial<Record<ConfigurationName, unknown>>>;
  readonly catalogue?: PropertyCatalogue;
  readonly world?: PreflightWorld;
}

function run({ settings = {}, ...given }: Given = {}): Promise<PreflightReport> {
  const { catalogue = createMemoryPropertyCatalogue(), world = new PreflightWorld() } = given;
  const rows = createMemorySettingsRows({ SyncConfiguration: ON, ...settings });
  const configuration = createCachedConfiguration({ rows, now: () => NOW });
  return createPreflight({ ...world.ports, configuration, catalogue, patience: 0 })();
}

describe('a pre-flight', () => {
  it('S8: looks at settings, app, site and properties, in this order', async () => {
    const report = await run();
    expect(report.ready).toBe(true);
    expect(report.checks.map(({ check }) => check)).toEqual([
      'configuration',
      'switch',
      'graphToken',
      'graphRoles',
      'sharePointToken',
      'sharePointRoles',
      'users',
      'site',
      'profile',
    ]);
  });

  it('S7, S59: looks at the properties of the map and of the catalogue', async () => {
    const catalogue = createMemoryPropertyCatalogue([{ name: 'Grade', type: 1 }]);
    const mappings = [{ source: 'mobile', target: 'sharePoint', property: 'CellPhone' }];
    const { properties } = await run({ settings: { PropertyMap: { mappings } }, catalogue });
    expect(properties.map(({ source, status }) => `${source} ${status}`)).toEqual([
      'mobile ok',
      'x:Grade failed',
    ]);
  });

  it.each([
    ['SharePointUPSync', { TogoUPEnabled: true }],
    ['TogoUPEnabled', { SharePointUPSync: true }],
  ])('S5, S6: says that %s is off, which does not keep it from being ready', async (_, value) => {
    const report = await run({ settings: { SyncConfiguration: value } });
    expect(report.checks[1]).toEqual(finding('warning', 'PushOff'));
    expect(report.ready).toBe(true);
  });

  it.each(['PropertyMap', 'Push', 'SyncConfiguration'] as const)(
    'S4: names a broken row %s, and calls nobody before it is mended',
    async (name) => {
      const world = new PreflightWorld();
      const report = await run({ settings: { [name]: [] }, world });
      expect(report).toEqual({
        ready: false,
        checks: [finding('failed', 'ConfigurationInvalid', `Row ${name}`)],
        properties: [],
      });
      expect(world.tenant.calls).toEqual([]);
    },
  );

  it('S4: names a broken row of the catalogue', async () => {
    const broken = new SyncError('ConfigurationInvalid', 'Row Grade is broken.');
    const catalogue = { ...createMemoryPropertyCatalogue(), read: () => Promise.reject(broken) };
    const { checks } = await run({ catalogue });
    expect(checks).toEqual([finding('failed', 'ConfigurationInvalid', 'Row Grade')]);
  });

  it('hides no failure of the storage', async () => {
    const down = new SyncError('StorageUnavailable', 'Down.');
    const catalogue = { ...createMemoryPropertyCatalogue(), read: () => Promise.reject(down) };
    await expect(run({ catalogue })).rejects.toBe(down);
  });
});
