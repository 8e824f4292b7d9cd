import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAzurite, type Azurite } from '../../infra/local/azurite';
import { createTableAuditLog } from '../../shared/configuration/table-audit-log';
import { createTablePropertyCatalogue } from '../../shared/configuration/table-property-catalogue';
import { createTableSettingsRows } from '../../shared/configuration/table-settings-rows';
import { openTable } from '../../shared/storage/storage-table';
import { describePropertyCatalogue } from '../contract/property-catalogue.contract';
import { describeSettingsRows } from '../contract/settings-rows.contract';

let azurite: Azurite;
let tables = 0;

/** A table that nobody has used. */
function emptyTable() {
  tables += 1;
  return openTable(azurite, `Table${tables}`);
}

beforeAll(async () => {
  azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
});

afterAll(() => azurite.close());

describeSettingsRows('table Settings', () => createTableSettingsRows(emptyTable()));
describePropertyCatalogue('table ProfileProperties', () =>
  createTablePropertyCatalogue(emptyTable(), { now: Date.now }),
);

describe('table Settings, edited by hand', () => {
  test('S2: a row made with Storage Explorer is read, and its other columns stay', async () => {
    const table = emptyTable();
    const key = { partitionKey: 'Settings', rowKey: 'SyncConfiguration' };
    await table.insert({ ...key, Value: '{"TogoUPEnabled":true}', comment: 'by Ana' });
    const rows = createTableSettingsRows(table);
    const row = await rows.read('SyncConfiguration');
    expect(row?.text).toBe('{"TogoUPEnabled":true}');
    await rows.write({ name: 'SyncConfiguration', text: '{}', etag: row?.etag });
    const stored = await table.get(key.partitionKey, key.rowKey);
    expect(stored).toMatchObject({ Value: '{}', comment: 'by Ana' });
  });

  test('S4: a row without a text column is there, and broken', async () => {
    const table = emptyTable();
    await table.insert({ partitionKey: 'Settings', rowKey: 'Push', Value: 12 });
    expect(await createTableSettingsRows(table).read('Push')).toEqual({
      etag: expect.stringMatching(/^W\//),
    });
  });
});

describe('table ProfileProperties, edited by hand', () => {
  test('S35, S59: titles and options that administrators wrote are read', async () => {
    const table = emptyTable();
    const catalogue = createTablePropertyCatalogue(table, { now: Date.now });
    await catalogue.add([{ name: 'shirt', type: 7 }]);
    const key = { partitionKey: 'ProfileProperties', rowKey: 'shirt' };
    await table.client.updateEntity({ ...key, title: 'Shirt size', options: '["S","M"]' }, 'Merge');
    const again = createTablePropertyCatalogue(table, { now: Date.now });
    expect((await again.read()).get('shirt')).toEqual({
      name: 'shirt',
      type: 7,
      title: 'Shirt size',
      options: ['S', 'M'],
    });
  });

  test('S2: an edit counts a minute later at the latest', async () => {
    const table = emptyTable();
    const clock = { time: Date.now() };
    const catalogue = createTablePropertyCatalogue(table, { now: () => clock.time });
    await catalogue.add([{ name: 'shirt', type: 7 }]);
    const key = { partitionKey: 'ProfileProperties', rowKey: 'shirt' };
    await table.client.updateEntity({ ...key, title: 'Shirt size' }, 'Merge');
    clock.time += 60_000;
    expect((await catalogue.read()).get('shirt')?.title).toBe('Shirt size');
  });
});

describe('table AuditLog', () => {
  test('holds who changed what, newest first', async () => {
    const table = emptyTable();
    const log = createTableAuditLog(table);
    const entry = { by: 'application 1', subject: 'Settings/Push', newValue: '{}' };
    const note = await log.attempt({ ...entry, at: '2026-03-01T10:00:00.000Z' });
    await note('done');
    await log.attempt({ ...entry, at: '2026-03-01T11:00:00.000Z', oldValue: '{}' });
    const rows = await table.list({ filter: '' });
    expect(rows).toEqual([
      expect.objectContaining({ partitionKey: '2026-03', oldValue: '{}', result: 'attempted' }),
      expect.objectContaining({ ...entry, at: '2026-03-01T10:00:00.000Z', result: 'done' }),
    ]);
  });
});
