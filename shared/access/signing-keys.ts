import type { KeyObject } from 'node:crypto';

/** Port: the public keys with which the tenant signs its tokens. */
export interface SigningKeys {
  /**
   * The RSA public key that the tenant publishes under this key id, or undefined when it publishes
   * none. The id comes out of an unverified token, so it is only ever compared, never followed.
   *
   * @throws RetryLaterError `SigningKeysUnavailable` when the tenant's keys cannot be told now.
   */
  find(keyId: string): Promise<KeyObject | undefined>;
}
