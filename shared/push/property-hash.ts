import { createHash } from 'node:crypto';

/** Bytes of a hash that are kept: enough that two values of one property never meet, short enough for a column. */
const HASH_BYTES = 12;

/** The hash of a value as it is sent: text, or a list of texts. */
export function propertyHash(value: string | readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(value))
    .digest()
    .subarray(0, HASH_BYTES)
    .toString('base64url');
}
