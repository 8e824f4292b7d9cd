import type { KeyObject } from 'node:crypto';

import type { SigningKeys } from '../../shared/access/signing-keys';
import { RetryLaterError } from '../../shared/model/sync-error';

/** Fake of the port: holds the keys that it is given, and notes what it was asked for. */
export class MemorySigningKeys implements SigningKeys {
  readonly asked: string[] = [];
  private readonly keys: ReadonlyMap<string, KeyObject> | undefined;

  /** @param keys by key id; undefined stands for an endpoint that never answered */
  constructor(keys: Readonly<Record<string, KeyObject>> | undefined) {
    this.keys = keys && new Map(Object.entries(keys));
  }

  find(keyId: string): Promise<KeyObject | undefined> {
    this.asked.push(keyId);
    if (this.keys !== undefined) return Promise.resolve(this.keys.get(keyId));
    const retryAt = Date.now() + 1;
    return Promise.reject(new RetryLaterError('SigningKeysUnavailable', 'No keys.', { retryAt }));
  }
}
