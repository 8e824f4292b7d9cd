import type { TokenCredential } from '@azure/identity';
import { fetch as routedFetch } from 'undici';
import { routeMicrosoft } from '../../infra/local/route-microsoft';
import type { DirectoryUsers } from '../../shared/push/directory-users';
import { createGraphClient } from '../../shared/push/graph-client';
import { createGraphUsers } from '../../shared/push/graph-users';
import type { ProfileWriter } from '../../shared/push/profile-writer';
import { createSharePointProfiles } from '../../shared/push/sharepoint-profiles';
import { adminHost, rootHost, TenantClient, tenantId } from '../local/tenant/tenant-client';

/** The two ways into the tenant, as they run in Azure. */
export interface PushAdapters {
  readonly directory: DirectoryUsers;
  readonly profiles: ProfileWriter;
}

/** The adapters with the app's managed identity, and a simulated tenant that their requests are sent to. */
export interface TenantAdapters extends PushAdapters {
  readonly tenant: TenantClient;
  /** The same, with tokens that are had for a client secret. */
  readonly withSecret: PushAdapters;
  stop(): Promise<void>;
}

export async function startTenantAdapters(): Promise<TenantAdapters> {
  const tenant = await TenantClient.start();
  const restore = sendRequestsTo(tenant.url);
  return {
    tenant,
    ...createAdapters(managedIdentity(tenant)),
    withSecret: createAdapters(clientSecret(tenant)),
    async stop() {
      restore();
      await tenant.close();
    },
  };
}

export function createAdapters(credential: TokenCredential): PushAdapters {
  const now = (): number => Date.now();
  const client = createGraphClient(credential);
  return {
    directory: createGraphUsers({ client, credential, now }),
    profiles: createSharePointProfiles({ adminHost, credential, now }),
  };
}

/**
 * Sends what is meant for Microsoft's hosts to a server on this machine; returns what takes it back. Inside Jest,
 * `fetch` is another realm's and knows nothing of a dispatcher that is set here, so it is replaced by the same client
 * from its package, which does.
 */
export function sendRequestsTo(tenantUrl: string): () => void {
  const restore = routeMicrosoft({ tenantUrl, sharePointHost: rootHost });
  const { fetch } = globalThis;
  // The package types its own Request and Response; at run time they are those of Node.
  globalThis.fetch = routedFetch as unknown as typeof fetch;
  return () => {
    globalThis.fetch = fetch;
    restore();
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

function clientSecret(tenant: TenantClient): TokenCredential {
  return {
    async getToken(scopes) {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'profile-sync',
        client_secret: 'local-only',
        scope: String(scopes),
      });
      const reply = await tenant.send(`/${tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      });
      const { access_token: token } = reply.json() as { access_token: string };
      return { token, expiresOnTimestamp: Infinity };
    },
  };
}
