import { expect } from '@jest/globals';
import type { ProfileProperty } from '../../shared/model/profile-property';
import { propertyMapSchema, type PropertyMap } from '../../shared/model/property-map';
import type { SiteFiles } from '../../shared/model/site-files';
import { pushSettingsSchema } from '../../shared/model/sync-configuration';
import type { RoleResource } from '../../shared/push/app-roles';
import { preflight, type PreflightPorts } from '../../shared/push/preflight';
import type { Finding, PreflightReport } from '../../shared/push/preflight-report';
import { memoryLanes } from '../fakes/memory-lanes';
import { MemoryTenant } from '../fakes/memory-tenant';
import { routingWith } from './routing-with';

export const NOW = Date.parse('2026-01-05T08:00:00.000Z');

/** A token that nobody has signed: the pre-flight only reads what it says. */
function tokenWith(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.secret-signature`;
}

const ALL_ROLES: Readonly<Record<RoleResource, readonly string[]>> = {
  graph: ['User.Read.All', 'User.ReadWrite.All', 'Sites.ReadWrite.All'],
  sharePoint: ['Sites.FullControl.All', 'User.ReadWrite.All'],
};

/** A pre-flight with everything around it in memory, in which nothing is amiss until a test says so. */
export class PreflightWorld {
  readonly tenant = new MemoryTenant();
  readonly lanes = memoryLanes(() => NOW);
  readonly claims: Record<RoleResource, Record<string, unknown>> = {
    graph: { roles: ALL_ROLES.graph, appidacr: '2' },
    sharePoint: { roles: ALL_ROLES.sharePoint, appidacr: '2' },
  };
  /** May throw. */
  getToken = (resource: RoleResource): Promise<string> =>
    Promise.resolve(tokenWith(this.claims[resource]));
  site: Awaited<ReturnType<SiteFiles['check']>> = 'ready';
  resolved: readonly string[] = ['anna@contoso.com'];
  settings: Readonly<Record<string, unknown>> = {};
  map: { mappings?: PropertyMap['mappings']; extendedByKey?: boolean } = {};
  readonly catalogue: ProfileProperty[] = [];

  readonly ports: PreflightPorts = {
    getToken: (resource) => this.getToken(resource),
    lanes: this.lanes,
    directory: this.tenant.directory,
    profiles: this.tenant.profiles,
    openSiteFiles: (call) => onlyChecked(() => call(() => Promise.resolve(this.site))),
    findResolvedPeople: (count) => Promise.resolve(this.resolved.slice(0, count)),
    now: () => NOW,
  };

  run(): Promise<PreflightReport> {
    const catalogue = new Map(this.catalogue.map((property) => [property.name, property]));
    const routing = routingWith({
      map: propertyMapSchema.parse(this.map),
      settings: pushSettingsSchema.parse(this.settings),
      catalogue,
    });
    return preflight({ routing, patience: 0 }, this.ports);
  }

  async checks(): Promise<Record<string, Finding>> {
    const { checks } = await this.run();
    return Object.fromEntries(checks.map(({ check, ...finding }) => [check, finding]));
  }

  /** What is found of one property, by source and target. */
  async property(name: string): Promise<Finding | undefined> {
    const { properties } = await this.run();
    return properties.find(
      ({ source, target, property }) => name === `${source} ${target}:${property}`,
    );
  }
}

/** Files that can be looked for and not touched. */
function onlyChecked(check: SiteFiles['check']): SiteFiles {
  const touched = (): never => {
    throw new Error('A pre-flight writes nothing.');
  };
  return { check, put: touched, list: touched, read: touched, remove: touched };
}

/** A finding of that status and code, with a text that says so much. */
export function finding(status: Finding['status'], code?: string, message = '') {
  return expect.objectContaining({
    status,
    message: expect.stringContaining(message),
    ...(code === undefined ? {} : { code }),
  });
}
