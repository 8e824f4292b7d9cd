import { decodeJwt } from 'jose';

/** What the app does with a role, so that a check can leave out what is switched off. */
export type RoleUse = 'lookUp' | 'entraWrites' | 'siteFiles' | 'profiles';

/** An application role that the app needs on a resource. */
export interface RequiredRole {
  readonly name: string;
  /** Id of the role, for `appRoleAssignments`. */
  readonly id: string;
  /** Roles that do as well; most of them allow more. */
  readonly instead: readonly string[];
  readonly use: RoleUse;
}

/** An API that gives tokens of its own, and the roles that the app needs there. */
export interface ResourceRoles {
  /** As the administrator sees it in Entra. */
  readonly resource: string;
  readonly appId: string;
  readonly roles: readonly RequiredRole[];
}

export type RoleResource = 'graph' | 'sharePoint';

const GRAPH_ROLES: readonly RequiredRole[] = [
  {
    name: 'User.Read.All',
    id: 'df021288-bdef-4463-88db-98f22de89214',
    instead: ['User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
    use: 'lookUp',
  },
  {
    name: 'User.ReadWrite.All',
    id: '741f803b-c850-494e-b5df-cde7c675a1ca',
    instead: ['User.ReadUpdate.All', 'Directory.ReadWrite.All'],
    use: 'entraWrites',
  },
  {
    name: 'Sites.ReadWrite.All',
    id: '9492366f-7969-46a4-8d15-ed1a20078fff',
    // Besides this role, the site itself has to be granted to the app.
    instead: ['Sites.Selected', 'Sites.Manage.All', 'Sites.FullControl.All'],
    use: 'siteFiles',
  },
];

const SHAREPOINT_ROLES: readonly RequiredRole[] = [
  {
    name: 'Sites.FullControl.All',
    id: '678536fe-1083-478a-9c59-b99265e6b0d3',
    instead: [],
    use: 'profiles',
  },
  {
    name: 'User.ReadWrite.All',
    id: '741f803b-c850-494e-b5df-cde7c675a1ca',
    instead: [],
    use: 'profiles',
  },
];

/**
 * The application roles that pushing needs. A role of Graph is not the role of that name and id on SharePoint: each
 * has to be assigned on its own resource.
 */
export const REQUIRED_ROLES: Readonly<Record<RoleResource, ResourceRoles>> = {
  graph: {
    resource: 'Microsoft Graph',
    appId: '00000003-0000-0000-c000-000000000000',
    roles: GRAPH_ROLES,
  },
  sharePoint: {
    resource: 'Office 365 SharePoint Online',
    appId: '00000003-0000-0ff1-ce00-000000000000',
    roles: SHAREPOINT_ROLES,
  },
};

/** What a token says about the app. */
export interface TokenClaims {
  readonly roles: readonly string[];
  /** It was had for a client secret, which SharePoint does not take (`appidacr`, in tokens of version 2 `azpacr`). */
  readonly fromSecret: boolean;
}

/**
 * Reads a token of our own, which nobody has to verify: whoever it is for does. Undefined: it is no JWT, which
 * Entra reserves the right to give.
 */
export function readTokenClaims(token: string): TokenClaims | undefined {
  try {
    const claims = decodeJwt(token);
    const proof = claims['appidacr'] ?? claims['azpacr'];
    return { roles: textsOf(claims['roles']), fromSecret: String(proof) === '1' };
  } catch {
    return undefined;
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The roles that a token lacks for these uses; none where the token cannot be read. */
export function missingRoles(
  resource: RoleResource,
  uses: readonly RoleUse[],
  claims: TokenClaims | undefined,
): readonly RequiredRole[] {
  if (claims === undefined) return [];
  const held = new Set(claims.roles);
  return REQUIRED_ROLES[resource].roles.filter(
    ({ name, instead, use }) =>
      uses.includes(use) && ![name, ...instead].some((role) => held.has(role)),
  );
}
