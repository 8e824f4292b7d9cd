import type { TokenCredential } from '@azure/identity';
import { fetch as routedFetch } from 'undici';
import { routeMicrosoft } from '../../infra/local/route-microsoft';
import { createGraphClient } from '../../shared/push/graph-client';
import { createGraphUsers } from '../../shared/push/graph-users';
import type { DirectoryUsers } from '../../shared/push/directory-users';
import type { ProfileWriter } from '../../shared/push/profile-writer';
import { createSharePointProfiles } from '../../shared/push/sharepoint-profiles';
import { TenantClient } from '../local/tenant/tenant-client';

/** The adapters as they run in Azure, and a simulated tenant that their requests are sent to. */
export interface TenantAdapters {
  readonly tenant: TenantClient;
  readonly directory: DirectoryUsers;
  readonly profiles: ProfileWriter;
  stop(): Promise<void>;
}

/**
 * Inside Jest, `fetch` is another realm's and knows nothing of a dispatcher that is set here, so it is replaced by
 * the same client from its package, which does.
 */
export async function startTenantAdapters(): Promise<TenantAdapters> {
  const tenant = await TenantClient.start();
  const sharePointHost = 'contoso.sharepoint.com';
  const restore = routeMicrosoft({ tenantUrl: tenant.url, sharePointHost });
  const { fetch } = globalThis;
  // The package types its own Request and Response; at run time they are those of Node.
  globalThis.fetch = routedFetch as unknown as typeof fetch;
  const credential = managedIdentity(tenant);
  const now = (): number => Date.now();
  return {
    tenant,
    directory: createGraphUsers(createGraphClient(credential), now),
    profiles: createSharePointProfiles({
      adminHost: 'contoso-admin.sharepoint.com',
      credential,
      now,
    }),
    async stop() {
      globalThis.fetch = fetch;
      restore();
      await tenant.close();
    },
  };
}

/** Tokens of the app's managed identity, straight from the tenant's endpoint. */
function managedIdentity(tenant: TenantClient): TokenCredential {
  return {
    async getToken(scopes) {
      const resource = String(scopes).replace('/.default', '');
      return { token: await tenant.appToken(resource), expiresOnTimestamp: Infinity };
    },
  };
}
