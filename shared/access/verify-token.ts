import type { KeyObject } from 'node:crypto';

import { jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';

import { readBearerToken, SIGNATURE_ALGORITHM, unauthorized } from './bearer-token';
import { readCaller } from './caller';
import type { Caller } from './caller';
import { explainTokenFault } from './explain-token-fault';
import type { SigningKeys } from './signing-keys';

/** Seconds by which the tenant's clock and ours may differ. */
const CLOCK_SKEW_SECONDS = 60;

export interface TokenVerifierOptions {
  /** The Entra tenant (a GUID) whose tokens are trusted, and no other's. */
  readonly tenantId: string;
  /** The values of `aud` that mean this API. */
  readonly audiences: readonly string[];
  readonly keys: SigningKeys;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Turns an `Authorization` header into the caller that it proves. */
export interface TokenVerifier {
  /**
   * @param authorization the header's value, null when the request has none
   * @throws SyncError `Unauthorized` (401) for no token, or one that does not verify;
   *   `Forbidden` (403) for a good token that is no access token
   * @throws RetryLaterError `SigningKeysUnavailable` (503) while the tenant's keys cannot be had
   */
  verify(authorization: string | null): Promise<Caller>;
}

/** Builds the verifier of Entra access tokens, versions 1 and 2 (design §6; rows S41, S43, S50, S52). */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const tenantId = options.tenantId.toLowerCase();
  const issuers = issuersByVersion(tenantId);

  return {
    async verify(authorization) {
      const token = readBearerToken(authorization);
      const key = await options.keys.find(token.keyId);
      if (key === undefined) throw unauthorized('The token is signed with an unknown key.');
      const claims = await verifyClaims(token.text, key, { ...options, issuers });
      requireTenant(claims, { tenantId, issuers });
      return readCaller(claims);
    },
  };
}

/** The one issuer that goes with each value of the claim `ver`. */
type IssuersByVersion = ReadonlyMap<unknown, string>;

function issuersByVersion(tenantId: string): IssuersByVersion {
  return new Map([
    ['1.0', `https://sts.windows.net/${tenantId}/`],
    ['2.0', `https://login.microsoftonline.com/${tenantId}/v2.0`],
  ]);
}

async function verifyClaims(
  token: string,
  key: KeyObject,
  { audiences, issuers, now }: TokenVerifierOptions & { readonly issuers: IssuersByVersion },
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [SIGNATURE_ALGORITHM],
      issuer: [...issuers.values()],
      audience: [...audiences],
      requiredClaims: ['exp'],
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: new Date(now()),
    });
    return payload;
  } catch (fault) {
    // The cause is left out on purpose: jose's errors carry the claims, which tell about a person.
    throw unauthorized(explainTokenFault(fault));
  }
}

/**
 * What jose cannot ask for: Microsoft signs the tokens of all tenants and of both versions with the
 * same keys, so version, issuer and tenant must tell one story (threat S4).
 */
function requireTenant(
  claims: JWTPayload,
  expected: { readonly tenantId: string; readonly issuers: IssuersByVersion },
): void {
  if (expected.issuers.get(claims['ver']) !== claims.iss) {
    throw unauthorized("The token's version does not fit its issuer.");
  }
  if (claims['tid'] !== expected.tenantId) {
    throw unauthorized('The token belongs to another tenant.');
  }
}
