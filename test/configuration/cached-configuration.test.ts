import { describe, expect, test } from '@jest/globals';
import { createCachedConfiguration } from '../../shared/configuration/cached-configuration';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';

const MINUTE = 60_000;

function start(values: Parameters<typeof createMemorySettingsRows>[0] = {}) {
  const rows = createMemorySettingsRows(values);
  const clock = { time: 1_000_000 };
  const configuration = createCachedConfiguration({ rows, now: () => clock.time });
  return { rows, clock, configuration };
}

describe('the configuration', () => {
  test('S2: an edit in the table counts a minute later at the latest', async () => {
    const { rows, clock, configuration } = start({ SyncConfiguration: { TogoUPEnabled: false } });
    await configuration.read('SyncConfiguration');
    rows.edit('SyncConfiguration', '{"TogoUPEnabled":true}');
    clock.time += MINUTE;
    expect(await configuration.read('SyncConfiguration')).toEqual({
      TogoUPEnabled: true,
      SharePointUPSync: false,
    });
  });

  test('does not read the table for every question', async () => {
    const { rows, clock, configuration } = start();
    await Promise.all([configuration.read('Push'), configuration.read('Push')]);
    clock.time += 10_000;
    await configuration.exists('Push');
    expect(rows.readings()).toBe(1);
  });

  test('reads again when the clock was set back', async () => {
    const { rows, clock, configuration } = start();
    await configuration.read('Push');
    clock.time -= 1;
    await configuration.read('Push');
    expect(rows.readings()).toBe(2);
  });

  test('S3: a row that does not exist is told from one that does', async () => {
    const { configuration } = start({ Retention: {} });
    expect(await configuration.exists('SyncConfiguration')).toBe(false);
    expect(await configuration.exists('Retention')).toBe(true);
  });

  test('S5, S6: both switches are off where nothing is said', async () => {
    const { configuration } = start({ SyncConfiguration: {} });
    expect(await configuration.read('SyncConfiguration')).toEqual({
      TogoUPEnabled: false,
      SharePointUPSync: false,
    });
  });

  test.each([
    ['{"TogoUPEnabled":', 'column Value holds no JSON'],
    ['', 'column Value holds no JSON'],
    ['[]', 'expected object'],
    ['{"TogoUPEnabled":"true"}', 'TogoUPEnabled: '],
    [undefined, 'column Value is missing'],
  ])('S4: a row that holds %j is broken, and the error says where', async (text, problem) => {
    const { rows, configuration } = start();
    rows.edit('SyncConfiguration', text);
    await expect(configuration.read('SyncConfiguration')).rejects.toMatchObject({
      code: 'ConfigurationInvalid',
      message: expect.stringContaining(problem),
    });
  });

  test.each([
    [{ source: 'loginName', target: 'entra', property: 'mail' }, 'mappings.0.source'],
    [{ source: 'mobile', target: 'entra', property: 'mobile' }, 'mappings.0.property'],
    [{ source: 'mobile', target: 'teams', property: 'mobile' }, 'mappings.0.target'],
    ['mobile', 'mappings.0'],
  ])('a map that holds %j is broken, and nobody is pushed by it', async (mapping, place) => {
    const { rows, configuration } = start();
    rows.edit('PropertyMap', JSON.stringify({ mappings: [mapping] }));
    await expect(configuration.read('PropertyMap')).rejects.toMatchObject({
      code: 'ConfigurationInvalid',
      message: expect.stringContaining(`Row PropertyMap of table Settings is broken: ${place}`),
    });
  });

  test('does not remember a failed reading', async () => {
    const rows = createMemorySettingsRows({ SyncConfiguration: { TogoUPEnabled: true } });
    let isDown = true;
    const configuration = createCachedConfiguration({
      rows: {
        ...rows,
        read: (name) => (isDown ? Promise.reject(new Error('down')) : rows.read(name)),
      },
      now: () => 0,
    });
    await expect(configuration.read('SyncConfiguration')).rejects.toThrow('down');
    isDown = false;
    expect((await configuration.read('SyncConfiguration')).TogoUPEnabled).toBe(true);
  });
});
