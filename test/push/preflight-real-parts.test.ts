import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenCredential } from '@azure/identity';
import { personKey } from '../../shared/model/person-key';
import type { ProfileProperty } from '../../shared/model/profile-property';
import { createBlobLanes } from '../../shared/push/blob-lanes';
import { createGraphClient } from '../../shared/push/graph-client';
import { createGraphSiteFiles } from '../../shared/push/graph-site-files';
import { preflight, type PreflightPorts } from '../../shared/push/preflight';
import type { PreflightReport } from '../../shared/push/preflight-report';
import { newPushRecord } from '../../shared/push/push-store';
import { createTablePushStore } from '../../shared/push/table-push-store';
import { createTableResolvedPeople } from '../../shared/push/table-resolved-people';
import { createWebAppTokens } from '../../shared/push/web-app-tokens';
import { openContainer } from '../../shared/storage/storage-container';
import type { StorageTable } from '../../shared/storage/storage-table';
import { adminHost, rootHost, TenantClient } from '../local/tenant/tenant-client';
import { useAzurite } from '../support/azurite';
import { finding } from './preflight-world';
import { routingWith } from './routing-with';
import { createAdapters, sendRequestsTo } from './tenant-adapters';

const storage = useAzurite();
let tenant: TenantClient;
let restore: () => void;
let pushes: StorageTable;
let ports: PreflightPorts;
let catalogue: ReadonlyMap<string, ProfileProperty>;

beforeAll(async () => {
  tenant = await TenantClient.start();
  restore = sendRequestsTo(tenant.url);
});
afterAll(async () => {
  restore();
  await tenant.close();
});

beforeEach(async () => {
  await tenant.control({ reset: true });
  pushes = storage.emptyTable();
  catalogue = new Map();
  ports = newPorts();
});

/** Fresh tokens, so that a change of roles counts at once. */
const credential: TokenCredential = {
  async getToken(scopes) {
    const resource = encodeURIComponent(String(scopes).replace('/.default', ''));
    const reply = await tenant.send(`/msi/token?api-version=2019-08-01&resource=${resource}`, {
      headers: { 'X-IDENTITY-HEADER': 'x' },
    });
    return { token: String(reply.json()['access_token']), expiresOnTimestamp: Infinity };
  },
};

function newPorts(): PreflightPorts {
  const now = (): number => Date.now();
  const place = { host: rootHost, site: '/sites/togo', folder: 'UserProfileSync' };
  return {
    ...createAdapters(credential),
    getToken: createWebAppTokens({ adminHost, credential, now }),
    lanes: createBlobLanes(openContainer(storage.connection(), storage.newName()), now),
    openSiteFiles: createGraphSiteFiles(createGraphClient(credential), { now, ...place }),
    findResolvedPeople: createTableResolvedPeople(pushes),
    now,
  };
}

function run(): Promise<PreflightReport> {
  return preflight({ routing: routingWith({ catalogue }), patience: 0 }, ports);
}

function know(...properties: readonly ProfileProperty[]): void {
  catalogue = new Map(properties.map((property) => [property.name, property]));
}

async function resolve(userId: string): Promise<void> {
  const key = personKey(userId);
  const identity = {
    objectId: 'an-object-id',
    userPrincipalName: userId,
    onPremisesSync: false,
    resolvedFrom: 'hash',
  };
  const record = { ...newPushRecord(userId), identity };
  await createTablePushStore(pushes).write([{ key, record }]);
}

/** What the tenant counts of the requests to one of its hosts. */
interface Target {
  readonly methods: Readonly<Record<string, number>>;
}

describe('a pre-flight over the wire', () => {
  it('S8: finds a tenant that is ready, and only reads', async () => {
    await resolve('anna@contoso.com');
    const report = await run();
    const odd = report.checks.filter(({ status }) => status !== 'ok');
    expect(odd).toEqual([finding('warning', 'FolderMissing')]);
    expect(report.ready).toBe(true);
    const requests = Object.values((await tenant.state('/counts'))['requests']);
    const methods = requests.flatMap((target) => Object.keys((target as Target).methods));
    expect(new Set(methods)).toEqual(new Set(['GET']));
  });

  it('S8, S60: names what is missing and what is owned by Entra', async () => {
    await resolve('anna@contoso.com');
    await tenant.control({ properties: [{ name: 'AudienceDepartment', removed: true }] });
    know({ name: 'costcenter', type: 1 }, { name: 'Department', type: 1 });
    const report = await run();
    expect(report.ready).toBe(false);
    const found = report.properties.filter(({ status }) => status !== 'ok');
    expect(found.map(({ property, code }) => `${property} ${String(code)}`)).toEqual([
      'AudienceDepartment PropertyMissing',
      'costcenter PropertyMissing',
      'Department OwnedByEntra',
    ]);
    expect(found[1]?.message).toContain('CostCenter');
  });

  it('reads somebody of Entra where nobody was pushed yet', async () => {
    await tenant.control({ users: [{ userPrincipalName: 'bert@contoso.com' }] });
    expect((await run()).checks.at(-1)).toEqual(finding('ok'));
  });

  it('S60: names roles that a token lacks, and asks nothing that they would let it', async () => {
    await tenant.control({
      roles: { graph: ['User.Read.All'], sharePoint: ['Sites.FullControl.All'] },
    });
    const { checks } = await run();
    const failed = checks.filter(({ status }) => status === 'failed');
    expect(failed.map(({ check, code }) => `${check} ${String(code)}`)).toEqual([
      'graphRoles RoleMissing',
      'sharePointRoles RoleMissing',
    ]);
    const { requests } = await tenant.state('/counts');
    expect(requests.peopleManager.total).toBe(0);
  });

  it('K9: comes back after a pause, and not before', async () => {
    await resolve('anna@contoso.com');
    await tenant.control({ throttle: { target: 'graph', retryAfter: '60' } });
    expect((await run()).checks).toContainEqual(finding('skipped', 'Throttled', 'asked again at'));
    expect((await run()).checks).toContainEqual(finding('skipped', 'Throttled', 'asked again at'));
    const { earlyCalls, requests } = await tenant.state('/counts');
    expect([earlyCalls.graph, requests.graph.total]).toEqual([0, 1]);
  });
});
