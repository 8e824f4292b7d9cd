import type { TokenCredential } from '@azure/identity';
import { createGraphClient } from '../../shared/push/graph-client';
import { createGraphSiteFiles, type SiteFilesOptions } from '../../shared/push/graph-site-files';
import type { OpenSiteFiles } from '../../shared/model/site-files';
import { rootHost, TenantClient } from '../local/tenant/tenant-client';
import { sendRequestsTo } from './tenant-adapters';

export const SITE_URL = `https://${rootHost}/sites/togo`;
export const FOLDER_URL = `${SITE_URL}/Shared%20Documents/UserProfileSync`;

/** Files of a site as the adapter reaches them, in a simulated tenant that answers over the wire. */
export interface SiteFilesWorld {
  readonly tenant: TenantClient;
  /** An instance of the app that has not asked for anything yet. */
  open(options?: Partial<SiteFilesOptions>): OpenSiteFiles;
  /** The app's tokens from now on have these roles on Graph. */
  takeRoles(...graph: readonly string[]): Promise<void>;
  /** Requests so far by kind, over Graph and to the addresses that it gives away. */
  countKinds(): Promise<Readonly<Record<string, number>>>;
  /** The requests to Graph so far, such as `GET /sites/{id}/drives`, without their queries. */
  requestsToGraph(): Promise<readonly string[]>;
  /** Everything as it was in the beginning. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSiteFiles(): Promise<SiteFilesWorld> {
  const tenant = await TenantClient.start();
  const restore = sendRequestsTo(tenant.url);
  return {
    tenant,
    open: (options = {}) =>
      createGraphSiteFiles(createGraphClient(identityOf(tenant)), {
        host: rootHost,
        site: '/sites/togo',
        folder: 'UserProfileSync',
        now: () => 0,
        ...options,
      }),
    async takeRoles(...graph) {
      await tenant.control({ roles: { graph } });
      tenant.forgetTokens();
    },
    async countKinds() {
      const { requests } = await tenant.state('/counts');
      return { ...requests.graph?.kinds, ...requests.upload?.kinds };
    },
    async requestsToGraph() {
      // The client types `requests` as the counts have it, which are asked for far more often.
      const { requests } = (await tenant.state('/requests')) as unknown as {
        readonly requests: readonly { host: string; method: string; path: string }[];
      };
      return requests
        .filter(({ host }) => host === 'graph.microsoft.com')
        .map(({ method, path }) => `${method} ${path.replace(/^\/v1\.0|\?.*$/g, '')}`);
    },
    async reset() {
      tenant.forgetTokens();
      await tenant.control({ reset: true });
    },
    async stop() {
      restore();
      await tenant.close();
    },
  };
}

function identityOf(tenant: TenantClient): TokenCredential {
  return {
    async getToken(scopes) {
      const resource = String(scopes).replace('/.default', '');
      return { token: await tenant.appToken(resource), expiresOnTimestamp: Infinity };
    },
  };
}
