import Provider, {
  errors,
  type Adapter,
  type ClientMetadata,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { JWTPayload } from 'jose';
import { applicationTokenClaims } from './application-token';
import { isAccepted, publicKeyOf } from './client-certificate';
import type { Knobs } from './knobs';
import { clientSecret, type LoginClient, type LoginClients } from './login-clients';
import { appRoles, resourceKind, type ResourceKind } from './resources';
import type { SigningKey } from './signing-keys';
import type { TenantOptions } from './tenant-options';

/** Entra's default for application tokens is an hour less a second. */
const lifetimeSeconds = 3599;

export interface TokenFacts {
  options: TenantOptions;
  knobs: () => Knobs;
  clients: LoginClients;
}

/**
 * A real OpenID provider whose token endpoint is `/{tenantId}/oauth2/v2.0/token` and whose only
 * grant is client_credentials (RFC 6749, 4.4). Tokens are JWTs with Entra's claims.
 */
export function createTokenProvider(facts: TokenFacts, key: SigningKey): Provider {
  const { options, clients } = facts;
  const issuer = `https://login.microsoftonline.com/${options.tenantId}/v2.0`;
  const provider = new Provider(issuer, {
    adapter: (name) => (name === 'Client' ? findIn(clients) : keepNothing),
    jwks: { keys: [key.privateJwk] as never },
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
    assertJwtClientAuthClaimsAndHeader: ({ oidc }, _claims, header) => {
      checkCertificate(clients.find(oidc.client?.clientId ?? ''), header);
    },
    formats: {
      customizers: {
        jwt: (ctx, _token, parts) => {
          parts.header = { typ: 'JWT' };
          parts.payload = tokenClaims(ctx, facts);
        },
      },
    },
  });
  speakHttps(provider);
  return provider;
}

/** The audience of an assertion is the address as the client knows it, which begins with https. */
function speakHttps(provider: Provider): void {
  provider.proxy = true;
  provider.use((ctx, next) => {
    ctx.req.headers['x-forwarded-proto'] = 'https';
    return next();
  });
}

function clientMetadata({ id, certificate }: LoginClient): ClientMetadata {
  return {
    client_id: id,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    ...(certificate === undefined
      ? { token_endpoint_auth_method: 'client_secret_post', client_secret: clientSecret }
      : {
          token_endpoint_auth_method: 'private_key_jwt',
          jwks: { keys: [publicKeyOf(certificate)] },
        }),
  };
}

function checkCertificate(
  client: LoginClient | undefined,
  header: Readonly<Record<string, unknown>>,
): void {
  const certificate = client?.certificate;
  if (certificate !== undefined && isAccepted(certificate, header, Date.now())) return;
  throw new errors.InvalidClientAuth(
    'AADSTS700027: the certificate is not registered, or not valid now',
  );
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

function tokenClaims(ctx: KoaContextWithOIDC, facts: TokenFacts): JWTPayload {
  const { options, knobs, clients } = facts;
  const audience = String(ctx.oidc.params?.['resource']);
  const kind = resourceKind(audience, options) ?? 'api';
  const clientId = ctx.oidc.client?.clientId ?? '';
  const client = clients.find(clientId);
  return applicationTokenClaims({
    tenantId: options.tenantId,
    clientId,
    audience,
    roles: client === undefined ? [] : rolesOf(client, kind, knobs()),
    version: kind === 'api' ? '2.0' : '1.0',
    proof: client?.certificate === undefined ? '1' : '2',
    lifetimeSeconds,
  });
}

function rolesOf(client: LoginClient, kind: ResourceKind, knobs: Knobs): readonly string[] {
  if (kind === 'api') return client.apiRoles;
  return client.isTheApp ? appRoles(kind, knobs) : [];
}

/** Clients are looked up each time, so that one whose certificate was just registered is let in. */
function findIn(clients: LoginClients): Adapter {
  return {
    ...keepNothing,
    find: (id) => {
      const client = clients.find(id);
      return Promise.resolve(client === undefined ? undefined : clientMetadata(client));
    },
  };
}

const nothing = (): Promise<undefined> => Promise.resolve(undefined);

/**
 * Application tokens carry all they need: there is nothing to store. An assertion may come again until it ends, as
 * with Entra; the Microsoft library uses each for ten minutes.
 */
const keepNothing: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUserCode: nothing,
  findByUid: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
};
