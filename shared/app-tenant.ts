import type { TokenCredential } from '@azure/identity';
import type { ProfileStore } from './apply/profile-store';
import { createBlobLanes } from './push/blob-lanes';
import { createGraphClient } from './push/graph-client';
import { createGraphSiteFiles } from './push/graph-site-files';
import { createGraphUsers } from './push/graph-users';
import type { PushPorts, ReadProfiles } from './push/push-round';
import { createSharePointImports } from './push/sharepoint-imports';
import { createSharePointProfiles } from './push/sharepoint-profiles';
import { createTableIdentityClaims } from './push/table-identity-claims';
import { createTableImportStore } from './push/table-import-store';
import { createTablePushRetries } from './push/table-push-retries';
import { createTablePushStore } from './push/table-push-store';
import { createTableResolvedPeople } from './push/table-resolved-people';
import { createWebAppTokens } from './push/web-app-tokens';
import type { Settings } from './settings';
import type { StorageConnection } from './storage/storage-connection';
import { openContainer } from './storage/storage-container';
import { openTable } from './storage/storage-table';

interface TenantFacts {
  readonly settings: Settings;
  readonly credential: TokenCredential;
  readonly connection: StorageConnection;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Part of the composition root: SharePoint and Entra, and what is kept about sending to them. */
export function createTenant(
  { settings, credential, connection, now }: TenantFacts,
  profiles: ProfileStore,
) {
  const { host, adminHost, site, errorFolder: folder } = settings.sharePoint;
  const pushes = openTable(connection, 'Pushes');
  const client = createGraphClient(credential);
  const importStore = createTableImportStore(pushes, openContainer(connection, 'imports'));
  const push: PushPorts = {
    now,
    store: createTablePushStore(pushes),
    claims: createTableIdentityClaims(pushes),
    retries: createTablePushRetries(pushes),
    lanes: createBlobLanes(openContainer(connection, 'lanes'), now),
    imports: importStore,
    directory: createGraphUsers({ client, credential, now }),
    profiles: createSharePointProfiles({ adminHost, credential, now }),
    readProfiles: readProfilesFrom(profiles),
  };
  return {
    push,
    importStore,
    profileImports: createSharePointImports({ adminHost, credential, now }),
    openSiteFiles: createGraphSiteFiles(client, { host, site, folder, now }),
    getToken: createWebAppTokens({ adminHost, credential, now }),
    findResolvedPeople: createTableResolvedPeople(pushes),
  };
}

function readProfilesFrom(store: ProfileStore): ReadProfiles {
  return async (keys) => {
    const rows = await store.read(keys);
    return new Map([...rows].map(([rowKey, { profile }]) => [rowKey, profile]));
  };
}
