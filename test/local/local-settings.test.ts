import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLocalSettings, readVariables } from '../../infra/local/local-settings';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-settings-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, values: Record<string, string>): void {
  writeFileSync(join(folder, name), JSON.stringify({ IsEncrypted: false, Values: values }));
}

describe('readVariables', () => {
  test('takes the sample, and a variable of the process over it', () => {
    write('local.settings.sample.json', { LOCAL_PORT: '1', LOCAL_DATA: 'a' });
    expect(readVariables(folder, { LOCAL_PORT: '2' })).toEqual({
      LOCAL_PORT: '2',
      LOCAL_DATA: 'a',
    });
  });

  test('takes local.settings.json instead of the sample', () => {
    write('local.settings.sample.json', { LOCAL_DATA: 'a', LOCAL_PORT: '1' });
    write('local.settings.json', { LOCAL_DATA: 'b' });
    expect(readVariables(folder, {})).toEqual({ LOCAL_DATA: 'b' });
  });
});

describe('readLocalSettings', () => {
  test('has defaults for a first start', () => {
    expect(readLocalSettings({ TENANT_URL: '', LOCAL_PORT: '' })).toMatchObject({
      port: 7071,
      tenantPort: 7080,
      data: '.local',
      queueLeaseSeconds: 600,
      tenantUrl: undefined,
      storage: 'UseDevelopmentStorage=true',
    });
  });

  test('splits lists', () => {
    const settings = readLocalSettings({
      INGEST_ROLES: 'A.Read, B.Write',
      API_AUDIENCE: 'api://x,y',
    });
    expect(settings).toMatchObject({ ingestRoles: ['A.Read', 'B.Write'], audience: 'api://x' });
  });

  test('names every bad setting', () => {
    const read = () => readLocalSettings({ LOCAL_PORT: 'x', TENANT_URL: 'nowhere' });
    expect(read).toThrow(/LOCAL_PORT/);
    expect(read).toThrow(/TENANT_URL/);
  });
});
