import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { installShiftedClock } from '../../infra/local/shifted-clock';
import type { OpenSiteFiles } from '../../shared/model/site-files';
import { RetryLaterError } from '../../shared/model/sync-error';
import { createGraphClient } from '../../shared/push/graph-client';
import { createGraphSiteFiles } from '../../shared/push/graph-site-files';
import type { ImportRow } from '../../shared/push/collect-import';
import { buildImportFile } from '../../shared/push/import-file';
import { decodeImportLog, readImportLog } from '../../shared/push/import-log';
import type { ImportForm, ImportJob, ProfileImports } from '../../shared/push/profile-imports';
import { createSharePointImports } from '../../shared/push/sharepoint-imports';
import { describeProfileImports, type ImportsWorld } from '../contract/profile-imports.contract';
import { MemoryImports } from '../fakes/memory-imports';
import { adminHost, rootHost, TenantClient } from '../local/tenant/tenant-client';
import { sendRequestsTo } from './tenant-adapters';

const FORMS: readonly ImportForm[] = ['csom', 'rest'];

let tenant: TenantClient;
let imports: ProfileImports;
let openFiles: OpenSiteFiles;
let restore: () => void;

beforeAll(async () => {
  const clock = installShiftedClock();
  tenant = await TenantClient.start((offsetMs) => clock.shift(offsetMs));
  restore = sendRequestsTo(tenant.url);
  const credential = {
    getToken: async (scopes: string | string[]) => {
      const token = await tenant.appToken(String(scopes).replace('/.default', ''));
      return { token, expiresOnTimestamp: Infinity };
    },
  };
  const now = (): number => Date.now();
  imports = createSharePointImports({ adminHost, credential, now });
  openFiles = createGraphSiteFiles(createGraphClient(credential), {
    ...{ host: rootHost, site: '/sites/togo', folder: 'UserProfileSync', now },
  });
});
afterEach(async () => {
  tenant.forgetTokens();
  await tenant.control({ reset: true });
});
afterAll(async () => {
  restore();
  await tenant.close();
});

function files() {
  return openFiles((call) => call());
}

async function objectIdOf(upn: string): Promise<string> {
  const { id } = (await tenant.graph(`/users/${upn}`)).json() as { id: string };
  return id;
}

async function putFile(rows: readonly Readonly<Record<string, string>>[]): Promise<string> {
  const content = Buffer.from(`\ufeff${JSON.stringify({ value: rows })}`);
  return (await files().put('imports/x.json', content)).url;
}

describeProfileImports('imports in memory', async () => {
  let now = 0;
  const memory = new MemoryImports(() => now);
  const values = new Map<string, string>();
  memory.editable.add('CellPhone');
  memory.onImport = (_objectId, row) => {
    for (const [name, value] of Object.entries(row)) values.set(name, value);
  };
  const world: ImportsWorld = {
    imports: memory.imports,
    form: 'csom',
    async putFile(rows) {
      const content = Buffer.from(JSON.stringify({ value: rows }));
      return (await memory.site.open((call) => call()).put('imports/x.json', content)).url;
    },
    objectId: '11111111-2222-4333-8444-555555555555',
    fit: 'AudienceDepartment',
    unfit: 'CellPhone',
    valueOf: async (property) => values.get(property),
    waitForEnd: async () => {
      now += memory.duration;
      memory.tick();
    },
  };
  return world;
});

describe.each(FORMS)('over the wire, by %s', (form) => {
  async function open(): Promise<ImportsWorld> {
    await tenant.control({ imports: { seconds: 300 } });
    return {
      imports,
      form,
      putFile,
      objectId: await objectIdOf('anna@contoso.com'),
      fit: 'AudienceDepartment',
      unfit: 'CellPhone',
      valueOf: async (property) => {
        const { profile } = await tenant.state('?user=anna@contoso.com');
        return (profile as Record<string, unknown>)[property];
      },
      waitForEnd: async () => {
        await tenant.control({ clock: '+5m' });
      },
    };
  }
  describeProfileImports('imports', open);

  async function importRows(rows: readonly ImportRow[]): Promise<ImportJob | undefined> {
    await tenant.control({ imports: { seconds: 3 } });
    const { content, properties } = buildImportFile(rows);
    const { url: fileUrl } = await files().put('imports/rows.json', content);
    await imports.queue({ fileUrl, properties }, form);
    await tenant.control({ clock: '+1m' });
    return (await imports.list(form))[0];
  }

  async function findingsOf(job: ImportJob | undefined) {
    const log = await files().list(job?.logFolderUrl ?? '');
    const texts = await Promise.all(log.map((file) => files().read(file)));
    return texts.flatMap((content) => readImportLog(decodeImportLog(content)));
  }

  it('S40: reads from the log who has no profile; the others are imported', async () => {
    const [anna, nobody] = [
      await objectIdOf('anna@contoso.com'),
      await objectIdOf('noprofile@contoso.com'),
    ];
    const job = await importRows(
      [anna, nobody].map((objectId) => ({ objectId, values: { AudienceDepartment: 'R&D' } })),
    );
    expect(job).toMatchObject({ state: 'error', error: 30 });
    expect(await findingsOf(job)).toEqual([
      { code: 'IdentityNotResolvable', ids: expect.arrayContaining([nobody]) },
    ]);
    expect(await tenant.profile('anna@contoso.com')).toMatchObject({ AudienceDepartment: 'R&D' });
  });

  it('S7: reads from the log which property does not exist', async () => {
    const objectId = await objectIdOf('anna@contoso.com');
    const job = await importRows([{ objectId, values: { NoSuchProperty: 'x' } }]);
    expect(job).toMatchObject({ state: 'error', error: 23 });
    expect(await findingsOf(job)).toContainEqual(
      expect.objectContaining({ code: 'InvalidProperty', property: 'NoSuchProperty' }),
    );
  });

  it('is told what no import can hold because it holds terms or many values', async () => {
    const order = { fileUrl: await putFile([]), properties: ['SPS-Skills', 'AudienceDepartment'] };
    await tenant.control({
      properties: [{ name: 'Tags', multi: true, taxonomy: true, userEditable: false }],
    });
    expect(await imports.queue({ ...order, properties: ['Tags', 'EntityType'] }, form)).toEqual({
      kind: 'unfit',
      trait: 'taxonomy',
      properties: ['Tags'],
    });
  });

  it('is queued though SharePoint does not tell the id of its job', async () => {
    await tenant.control({ imports: { emptyJobId: 1 } });
    const fileUrl = await putFile([]);
    const order = { fileUrl, properties: ['AudienceDepartment'] };
    expect(await imports.queue(order, form)).toEqual({ kind: 'queued' });
    expect(await imports.list(form)).toEqual([expect.objectContaining({ fileUrl })]);
  });

  it('is refused when SharePoint has too many jobs to list', async () => {
    const order = { fileUrl: await putFile([]), properties: ['AudienceDepartment'] };
    await tenant.control({ imports: { listViewThreshold: true } });
    expect(await imports.queue(order, form)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('view threshold'),
    });
    await expect(imports.list(form)).rejects.toMatchObject({ code: 'TenantUnavailable' });
  });

  it('names the role that the app lacks', async () => {
    await tenant.control({ roles: { sharePoint: ['Sites.FullControl.All'] } });
    tenant.forgetTokens();
    await expect(imports.list(form)).rejects.toMatchObject({
      code: 'TenantRefused',
      message: expect.stringContaining('User.ReadWrite.All'),
    });
  });

  it.each([
    [429, '31', 31_000],
    [503, '7', 7_000],
  ])('D5: is left alone after %s with Retry-After %s', async (status, retryAfter, wait) => {
    await tenant.control({ throttle: { target: 'bulkImport', status, retryAfter } });
    const before = Date.now();
    const error: unknown = await imports.list(form).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RetryLaterError);
    expect((error as RetryLaterError).retryAt).toBeGreaterThanOrEqual(before + wait);
  });

  it.each([
    ['reset-before', 502],
    ['reset-after', 502],
    ['html', 502],
    ['html', 200],
  ])('is unavailable when the answer is cut or not its own (%s %s)', async (kind, status) => {
    await tenant.control({ fault: { target: 'bulkImport', kind, status } });
    await expect(imports.list(form)).rejects.toMatchObject({ code: 'TenantUnavailable' });
  });
});
