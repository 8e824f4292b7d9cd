import {
  missingRoles,
  readTokenClaims,
  REQUIRED_ROLES,
  type RequiredRole,
  type RoleResource,
  type RoleUse,
} from './app-roles';

/** A call in which the app itself was refused. */
export interface RefusedCall {
  readonly resource: RoleResource;
  /** What the call was for. */
  readonly uses: readonly RoleUse[];
  /** The token that it was made with; never told on. */
  readonly token: string;
}

/** One sentence for the administrator: what the app lacks to be let in, and where it is given. */
export function explainAppRefusal({ resource, uses, token }: RefusedCall): string {
  const refusal = `${resource === 'graph' ? 'Microsoft Graph' : 'SharePoint'} refuses the app`;
  const claims = readTokenClaims(token);
  if (claims === undefined) return `${refusal}, and its token does not tell why.`;
  if (resource === 'sharePoint' && claims.fromSecret) {
    return `${refusal}: its token was had for a client secret; it needs a certificate or a managed identity.`;
  }
  const missing = missingRoles(resource, uses, claims);
  return missing.length === 0
    ? `${refusal}, though its token has every application role that it needs.`
    : `${refusal}: its token lacks ${namesOf(missing)} of ${REQUIRED_ROLES[resource].resource}.`;
}

function namesOf(roles: readonly RequiredRole[]): string {
  const names = roles.map(({ name, id }) => `${name} (${id})`);
  return `the application role${names.length > 1 ? 's' : ''} ${names.join(' and ')}`;
}
