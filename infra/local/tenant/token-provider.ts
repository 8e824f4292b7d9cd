import Provider, { errors, type Adapter, type KoaContextWithOIDC } from 'oidc-provider';
import type { JWTPayload } from 'jose';
import { applicationTokenClaims } from './application-token';
import type { Knobs } from './knobs';
import { clientSecret, loginClients, type LoginClient } from './login-clients';
import { appRoles, resourceKind, type ResourceKind } from './resources';
import type { SigningKey } from './signing-keys';
import type { TenantOptions } from './tenant-options';

/** Entra's default for application tokens is an hour less a second. */
const lifetimeSeconds = 3599;

/**
 * A real OpenID provider whose token endpoint is `/{tenantId}/oauth2/v2.0/token` and whose only
 * grant is client_credentials (RFC 6749, 4.4). Tokens are JWTs with Entra's claims.
 */
export function createTokenProvider(
  options: TenantOptions,
  knobs: () => Knobs,
  key: SigningKey,
): Provider {
  return new Provider(`https://login.microsoftonline.com/${options.tenantId}/v2.0`, {
    adapter: keepNothing,
    jwks: { keys: [key.privateJwk] as never },
    clients: loginClients(options).map(({ id }) => clientMetadata(id)),
    ttl: { ClientCredentials: lifetimeSeconds },
    routes: { token: `/${options.tenantId}/oauth2/v2.0/token` },
    // Entra tells its callers what is wrong and asks nobody for consent.
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) => resourceOfScope(ctx.oidc.params?.['scope']),
        getResourceServerInfo: (_ctx, resource) => resourceServer(resource, options),
      },
    },
    formats: {
      customizers: {
        jwt: (ctx, _token, parts) => {
          parts.header = { typ: 'JWT' };
          parts.payload = tokenClaims(ctx, options, knobs());
        },
      },
    },
  });
}

function clientMetadata(id: string) {
  return {
    client_id: id,
    client_secret: clientSecret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_post' as const,
  };
}

/** `api://profile-sync/.default` asks for resource `api://profile-sync`; nothing else is a scope here. */
function resourceOfScope(scope: unknown): string {
  if (typeof scope === 'string' && scope.endsWith('/.default')) {
    return scope.slice(0, -'/.default'.length);
  }
  throw new errors.CustomOIDCProviderError(
    'invalid_scope',
    'AADSTS1002012: The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  );
}

function resourceServer(resource: string, options: TenantOptions) {
  if (resourceKind(resource, options) === undefined) {
    throw new errors.CustomOIDCProviderError(
      'invalid_resource',
      'AADSTS500011: The resource principal was not found in the tenant.',
    );
  }
  return {
    scope: `${resource}/.default`,
    audience: resource,
    accessTokenFormat: 'jwt' as const,
    accessTokenTTL: lifetimeSeconds,
    jwt: { sign: { alg: 'RS256' as const } },
  };
}

function tokenClaims(ctx: KoaContextWithOIDC, options: TenantOptions, knobs: Knobs): JWTPayload {
  const audience = String(ctx.oidc.params?.['resource']);
  const kind = resourceKind(audience, options) ?? 'api';
  const clientId = ctx.oidc.client?.clientId ?? '';
  const client = loginClients(options).find(({ id }) => id === clientId);
  return applicationTokenClaims({
    tenantId: options.tenantId,
    clientId,
    audience,
    roles: client === undefined ? [] : rolesOf(client, kind, knobs),
    version: kind === 'api' ? '2.0' : '1.0',
    proof: '1',
    lifetimeSeconds,
  });
}

function rolesOf(client: LoginClient, kind: ResourceKind, knobs: Knobs): readonly string[] {
  if (kind === 'api') return client.apiRoles;
  return client.isTheApp ? appRoles(kind, knobs) : [];
}

/** Application tokens carry all they need and clients are static: there is nothing to store. */
function keepNothing(): Adapter {
  const nothing = (): Promise<undefined> => Promise.resolve(undefined);
  return {
    upsert: nothing,
    find: nothing,
    findByUserCode: nothing,
    findByUid: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  };
}
