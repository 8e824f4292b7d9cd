import type { Knobs } from './knobs';
import { tenantHosts, type TenantOptions } from './tenant-options';

export type ResourceKind = 'api' | 'graph' | 'sharePoint';

/** What a token of this tenant can be for. */
export function resourceKind(resource: string, options: TenantOptions): ResourceKind | undefined {
  const hosts = tenantHosts(options.sharePointHost);
  if (resource === options.audience) return 'api';
  if (resource === `https://${hosts.graph}`) return 'graph';
  const sharePoint = [`https://${hosts.sharePoint}`, `https://${hosts.sharePointAdmin}`];
  return sharePoint.includes(resource) ? 'sharePoint' : undefined;
}

/** The roles that the app's own identity holds on Microsoft's resources; none on its own API. */
export function appRoles(kind: ResourceKind, knobs: Knobs): readonly string[] {
  return kind === 'api' ? [] : knobs.roles[kind];
}
