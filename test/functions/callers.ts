import { createTokenVerifier, type TokenVerifier } from '../../shared/access/verify-token';
import { MemorySigningKeys } from '../access/memory-signing-keys';
import {
  AUDIENCE,
  createKeyPair,
  mintBearer,
  NOW,
  TENANT,
  type Claims,
} from '../access/mint-token';

const KEY = createKeyPair('key-1');

/** When the tokens of these tests are good. */
export const CALL_TIME = NOW;

/** Checks tokens as in production, with a key of the test. */
export const verifier: TokenVerifier = createTokenVerifier({
  tenantId: TENANT,
  audiences: [AUDIENCE],
  keys: new MemorySigningKeys({ [KEY.keyId]: KEY.publicKey }),
  now: () => NOW,
});

/** The header of an application; without claims, of an HR system that may deliver. */
export async function bearer(claims: Claims = {}): Promise<{ authorization: string }> {
  return { authorization: await mintBearer(KEY, claims) };
}
