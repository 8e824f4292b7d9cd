/** What the simulated tenant is told when it starts. */
export interface TenantOptions {
  /** TCP port on 127.0.0.1; 0 takes a free one. */
  port: number;
  /** Directory (tenant) id, the `tid` of every token. */
  tenantId: string;
  /** The `aud` of tokens for the app's own API; asked for as scope `{audience}/.default`. */
  audience: string;
  /** SharePoint root host, for example `contoso.sharepoint.com`. */
  sharePointHost: string;
  /** Roles of the client `hr-system`. */
  ingestRoles: readonly string[];
  /** Called with the new total offset, in milliseconds, whenever `/_control` moves the clock. */
  onClockShift: (offsetMs: number) => void;
  /** When given, `/msi/token` demands exactly this `X-IDENTITY-HEADER`; otherwise any that is not empty. */
  identityHeader?: string;
}

/** The hosts that the tenant answers for; every other host name is its local face. */
export interface TenantHosts {
  login: readonly string[];
  graph: string;
  sharePoint: string;
  sharePointAdmin: string;
}

/** `contoso.sharepoint.com` has its administration at `contoso-admin.sharepoint.com`. */
export function tenantHosts(sharePointHost: string): TenantHosts {
  const root = sharePointHost.toLowerCase();
  return {
    login: ['login.microsoftonline.com', 'sts.windows.net'],
    graph: 'graph.microsoft.com',
    sharePoint: root,
    sharePointAdmin: root.replace('.', '-admin.'),
  };
}

/** The root, the administration and the personal sites. */
export function isSharePointHost(hosts: TenantHosts, host: string): boolean {
  const personal = hosts.sharePoint.replace('.', '-my.');
  return [hosts.sharePoint, hosts.sharePointAdmin, personal].includes(host.toLowerCase());
}
