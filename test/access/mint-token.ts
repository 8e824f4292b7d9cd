import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { SignJWT } from 'jose';
import type { JWK } from 'jose';

export const TENANT = '11111111-1111-4111-8111-111111111111';
export const AUDIENCE = 'api://profile-sync';
/** The instant at which tests take place: milliseconds since the epoch. */
export const NOW = Date.UTC(2030, 0, 1);
export const NOW_SECONDS = NOW / 1000;

export const V1_ISSUER = `https://sts.windows.net/${TENANT}/`;
export const V2_ISSUER = `https://login.microsoftonline.com/${TENANT}/v2.0`;

/** Claims to lay over the usual ones; undefined takes a claim away. */
export type Claims = Readonly<Record<string, unknown>>;

const APPLICATION = '22222222-2222-4222-8222-222222222222';
const PRINCIPAL = '33333333-3333-4333-8333-333333333333';

const common = {
  aud: AUDIENCE,
  tid: TENANT,
  oid: PRINCIPAL,
  sub: PRINCIPAL,
  roles: ['User.Read.All'],
  iat: NOW_SECONDS - 10,
  nbf: NOW_SECONDS - 10,
  exp: NOW_SECONDS + 3600,
};

/** What Entra puts into an application's token, by token version. */
export const APPLICATION_CLAIMS = {
  v1: { ...common, iss: V1_ISSUER, ver: '1.0', appid: APPLICATION },
  v2: { ...common, iss: V2_ISSUER, ver: '2.0', azp: APPLICATION, idtyp: 'app' },
} as const;

/** What turns {@link APPLICATION_CLAIMS} into the token of a signed-in person. */
export const PERSON = { idtyp: 'user', scp: 'Profiles.Read', sub: 'pairwise-subject' } as const;

export interface KeyPair {
  readonly keyId: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export function createKeyPair(keyId: string, bits = 2048): KeyPair {
  const pair = generateKeyPairSync('rsa', { modulusLength: bits });
  return { keyId, ...pair };
}

/** A key as a key endpoint publishes it. */
export function toPublishedKey({ keyId, publicKey }: KeyPair, overrides: object = {}): JWK {
  return { ...publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', ...overrides };
}

/** An `Authorization` header with a token of version 2, correctly signed unless a header says no. */
export async function mintBearer(
  key: KeyPair,
  claims: Claims = {},
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const payload = { ...APPLICATION_CLAIMS.v2, ...claims };
  const token = await new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.keyId, ...header })
    .sign(key.privateKey);
  return `Bearer ${token}`;
}

/** The first two parts of a token, to be signed as the test likes. */
export function toSigningInput(header: unknown, claims: Claims = {}): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode(header)}.${encode({ ...APPLICATION_CLAIMS.v2, ...claims })}`;
}

/** Signs where jose refuses to: with short keys and under headers that are not allowed. */
export function signRaw(input: string, privateKey: KeyObject): string {
  const pem = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return `Bearer ${input}.${sign('RSA-SHA256', Buffer.from(input), pem).toString('base64url')}`;
}
