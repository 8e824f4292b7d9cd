import { decodeProtectedHeader } from 'jose';
import type { ProtectedHeaderParameters } from 'jose';

import { SyncError } from '../model/sync-error';

/** Characters, far above real tokens; what is longer costs no decoding and no key (threat D2). */
const MAX_TOKEN_LENGTH = 16_384;
/** Characters. Entra's key ids have about 30. */
const MAX_KEY_ID_LENGTH = 256;
// RFC 6750 §2.1 with the compact form of RFC 7515 §7.1; the scheme's case is free (RFC 9110 §11.1).
const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/** The one signature algorithm of Entra's access tokens, and so the only one accepted. */
export const SIGNATURE_ALGORITHM = 'RS256';

/** A token as it came, not verified, with the id of the key that it claims to be signed with. */
export interface BearerToken {
  readonly text: string;
  readonly keyId: string;
}

/**
 * Takes the token out of an `Authorization` header. Of the token's own header only `alg` and `kid`
 * are looked at: keys and key addresses in it (`jwk`, `x5c`, `jku`, `x5u`) are never used.
 *
 * @throws SyncError `Unauthorized` when there is none or it cannot be one of ours (rows S43, S52).
 */
export function readBearerToken(authorization: string | null): BearerToken {
  if (authorization === null) throw unauthorized('The Authorization header is missing.');
  if (authorization.length > MAX_TOKEN_LENGTH) throw unauthorized('The token is too long.');
  const text = BEARER.exec(authorization)?.[1];
  if (text === undefined) throw unauthorized('The Authorization header holds no bearer token.');
  return { text, keyId: readKeyId(readHeader(text)) };
}

/** Builds the 401; the sentence says what is wrong and repeats nothing of the token. */
export function unauthorized(message: string): SyncError {
  return new SyncError('Unauthorized', message);
}

function readHeader(text: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(text);
  } catch {
    // The cause is left out on purpose: a parser's message quotes what it could not read.
    throw unauthorized('The token is malformed.');
  }
}

function readKeyId(header: ProtectedHeaderParameters): string {
  if (header.alg !== SIGNATURE_ALGORITHM) {
    throw unauthorized(`The token is not signed with ${SIGNATURE_ALGORITHM}.`);
  }
  const keyId: unknown = header.kid;
  if (typeof keyId !== 'string' || keyId.length > MAX_KEY_ID_LENGTH) {
    throw unauthorized('The token does not say which key signed it.');
  }
  return keyId;
}
