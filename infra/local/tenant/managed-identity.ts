import { applicationTokenClaims } from './application-token';
import { jsonAnswer, type Answer, type Call } from './exchange';
import type { Knobs } from './knobs';
import { appRoles, resourceKind } from './resources';
import type { SigningKeys } from './signing-keys';
import { stableId } from './stable-id';
import type { TenantOptions } from './tenant-options';
import type { Refusal } from './throttle';

/** Managed identity tokens live for a day. */
const lifetimeSeconds = 86_400;

export interface ManagedIdentity {
  options: TenantOptions;
  knobs: () => Knobs;
  keys: SigningKeys;
}

/**
 * The App Service protocol for managed identities, version 2019-08-01: `GET /msi/token?resource=…`
 * with header `X-IDENTITY-HEADER`, which proves that the caller runs inside the app.
 */
export async function answerManagedIdentity(
  identity: ManagedIdentity,
  call: Call,
): Promise<Answer> {
  const query = new URLSearchParams(call.query);
  if (call.method !== 'GET') return refusal(405, 'Only GET is allowed.');
  if (query.get('api-version') !== '2019-08-01') return refusal(400, 'Unsupported api-version.');
  if (!isHeaderRight(identity.options, call)) return refusal(401, 'X-IDENTITY-HEADER is wrong.');
  const resource = (query.get('resource') ?? '').replace(/\/$/, '');
  const kind = resourceKind(resource, identity.options);
  if (kind === undefined) return refusal(400, 'AADSTS500011: The resource was not found.');
  const clientId =
    query.get('client_id') ?? stableId(identity.options.tenantId, 'managed-identity', 'system');
  const claims = applicationTokenClaims({
    tenantId: identity.options.tenantId,
    clientId,
    audience: resource,
    roles: appRoles(kind, identity.knobs()),
    version: kind === 'api' ? '2.0' : '1.0',
    proof: '2',
    lifetimeSeconds,
  });
  return jsonAnswer(200, {
    access_token: await identity.keys.sign(claims),
    expires_on: String(claims.exp),
    resource,
    token_type: 'Bearer',
    client_id: clientId,
  });
}

/** The endpoint under load; Retry-After only where it was asked for. */
export function throttledIdentity(refusal: Refusal): Answer {
  const headers = refusal.retryAfter === null ? undefined : { 'Retry-After': refusal.retryAfter };
  const body = { statusCode: refusal.status, message: 'Too many requests.' };
  return jsonAnswer(refusal.status, body, headers);
}

function isHeaderRight(options: TenantOptions, call: Call): boolean {
  const header = call.headers['x-identity-header'];
  return options.identityHeader === undefined
    ? typeof header === 'string' && header !== ''
    : header === options.identityHeader;
}

function refusal(statusCode: number, message: string): Answer {
  return jsonAnswer(statusCode, { statusCode, message });
}
