import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { z } from 'zod';

import { SyncError } from '../model/sync-error';

/** Bits; RFC 7518 §3.3 asks for no fewer. */
const MIN_MODULUS_LENGTH = 2048;

const keySetSchema = z.object({ keys: z.array(z.unknown()) });

// `use` and `alg` are optional (RFC 7517 §4.2, §4.4), but must not speak of another purpose.
const signingKeySchema = z.object({
  kid: z.string().min(1),
  kty: z.literal('RSA'),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
  n: z.string().min(1),
  e: z.string().min(1),
});

/**
 * Reads a JSON Web Key Set into its usable keys by key id: RSA, for signatures, 2048 bits or more.
 * Other keys in the set are left out, so that a new kind of key does not cost the known ones.
 *
 * @throws SyncError `SigningKeysUnavailable` when the text is no key set or has no usable key.
 */
export function parseKeySet(text: string): ReadonlyMap<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const entry of readEntries(text)) {
    const parsed = signingKeySchema.safeParse(entry);
    const key = parsed.success ? readPublicKey(parsed.data) : undefined;
    if (parsed.success && key !== undefined) keys.set(parsed.data.kid, key);
  }
  if (keys.size === 0) {
    throw new SyncError('SigningKeysUnavailable', 'The key set holds no usable signing key.');
  }
  return keys;
}

function readEntries(text: string): readonly unknown[] {
  try {
    return keySetSchema.parse(JSON.parse(text)).keys;
  } catch (cause) {
    throw new SyncError('SigningKeysUnavailable', 'The answer is not a key set.', { cause });
  }
}

/** Undefined for a key that is malformed or too short: a bad entry is data, not a failure. */
function readPublicKey({ n, e }: { n: string; e: string }): KeyObject | undefined {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
  } catch {
    return undefined;
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits >= MIN_MODULUS_LENGTH ? key : undefined;
}
