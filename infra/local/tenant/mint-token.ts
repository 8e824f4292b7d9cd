import {
  exportSPKI,
  importJWK,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWTPayload,
} from 'jose';
import { applicationTokenClaims } from './application-token';
import type { MintRequest } from './control-schema';
import { createSigningKey, signWith, type SigningKey } from './signing-keys';
import type { World } from './world';

/**
 * A token for tests of who is let in: that of a client of the app's own API, with claims and header
 * changed as asked (`null` takes one away), and signed rightly or wrongly.
 */
export function mintToken(
  request: MintRequest,
  world: Pick<World, 'options' | 'clients' | 'keys'>,
): Promise<string> {
  const { keys } = world;
  const claims = withOverrides(ordinaryClaims(request, world), request.claims);
  const header = withOverrides({}, request.header);
  switch (request.signature) {
    case 'right':
      return keys.sign(claims, header);
    case 'foreign':
      return signWithForeignKey(keys.current.kid, claims, header);
    case 'none':
      return Promise.resolve(new UnsecuredJWT(claims).encode());
    case 'hmac':
      return signWithPublicKeyAsSecret(keys.current, claims, header);
  }
}

function ordinaryClaims(
  request: MintRequest,
  { options, clients }: Pick<World, 'options' | 'clients'>,
): JWTPayload {
  return applicationTokenClaims({
    tenantId: options.tenantId,
    clientId: request.client,
    audience: options.audience,
    roles: clients.find(request.client)?.apiRoles ?? [],
    version: request.version,
    proof: '1',
    lifetimeSeconds: 3599,
  });
}

function withOverrides(
  base: Record<string, unknown>,
  overrides: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...base, ...overrides };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** The right key id over the wrong key. */
async function signWithForeignKey(
  kid: string,
  claims: JWTPayload,
  header: Record<string, unknown>,
): Promise<string> {
  return signWith(await createSigningKey(), claims, { kid, ...header });
}

/** The classic confusion attack: the public key, which everybody knows, used as a shared secret. */
async function signWithPublicKeyAsSecret(
  key: SigningKey,
  claims: JWTPayload,
  header: Record<string, unknown>,
): Promise<string> {
  const publicKey = (await importJWK(key.publicJwk, 'RS256', { extractable: true })) as CryptoKey;
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', kid: key.kid, ...header, alg: 'HS256' })
    .sign(new TextEncoder().encode(await exportSPKI(publicKey)));
}
