import type { KeyObject } from 'node:crypto';

import { RetryLaterError } from '../model/sync-error';
import type { SigningKeys } from './signing-keys';
import { fetchKeySet } from './web-key-set';

/** Older keys still serve, while newer ones are fetched in the background. */
const FRESH_MS = 60 * 60_000;
/** Older keys no longer serve; until then the key endpoint may be down (threat D1). */
const USABLE_MS = 24 * 60 * 60_000;
/** Whoever asks for whatever keys, no more than two fetches start within this time (threat D1). */
const WINDOW_MS = 30_000;
const FETCHES_PER_WINDOW = 2;
const TIMEOUT_MS = 5_000;
/** The least time that a caller is asked to wait. */
const RETRY_MS = 5_000;

export interface WebSigningKeysOptions {
  /** The address of a JSON Web Key Set; of a tenant, see {@link signingKeysUrl}. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** For one fetch; a caller waits for one at most. */
  readonly timeoutMs?: number;
}

/** Where an Entra tenant publishes its keys (design §9). */
export function signingKeysUrl(tenantId: string): string {
  return `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`;
}

/**
 * The keys that a tenant publishes on the web, held in memory. A known key is answered from memory
 * for 24 hours after the last good fetch. An unknown one causes a fetch, unless two have started in
 * the last 30 seconds; callers who ask at the same time share one.
 */
export class WebSigningKeys implements SigningKeys {
  private readonly options: WebSigningKeysOptions;
  private keySet: { keys: ReadonlyMap<string, KeyObject>; fetchedAt: number } | undefined;
  private fetching: Promise<void> | undefined;
  /** When the fetches of the current window started, oldest first. */
  private starts: readonly number[] = [];
  /** Why the last fetch failed; undefined when it did not. */
  private failure: unknown;

  constructor(options: WebSigningKeysOptions) {
    this.options = options;
  }

  async find(keyId: string): Promise<KeyObject | undefined> {
    const known = this.keysWithin(USABLE_MS)?.get(keyId);
    if (known === undefined) return this.findAfterRefresh(keyId);
    if (this.keysWithin(FRESH_MS) === undefined) void this.refresh();
    return known;
  }

  private async findAfterRefresh(keyId: string): Promise<KeyObject | undefined> {
    await this.refresh();
    const keys = this.keysWithin(USABLE_MS);
    const key = keys?.get(keyId);
    // An unknown key may be a new one while the endpoint fails: "later" is then true, "no" is not.
    const isCertain = keys !== undefined && this.failure === undefined;
    if (key === undefined && !isCertain) throw this.unavailable();
    return key;
  }

  private keysWithin(ageMs: number): ReadonlyMap<string, KeyObject> | undefined {
    if (this.keySet === undefined) return undefined;
    return this.options.now() - this.keySet.fetchedAt < ageMs ? this.keySet.keys : undefined;
  }

  /** Joins the fetch under way, or starts one if that is allowed. Never rejects. */
  private refresh(): Promise<void> {
    this.forgetOldStarts();
    if (this.fetching === undefined && this.starts.length < FETCHES_PER_WINDOW) {
      this.starts = [...this.starts, this.options.now()];
      this.fetching = this.fetch().finally(() => {
        this.fetching = undefined;
      });
    }
    return this.fetching ?? Promise.resolve();
  }

  /** A failure is kept, not thrown: it matters only to those whose key is not in memory. */
  private async fetch(): Promise<void> {
    try {
      const keys = await fetchKeySet(this.options.url, this.options.timeoutMs ?? TIMEOUT_MS);
      this.keySet = { keys, fetchedAt: this.options.now() };
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
    }
  }

  /** Starts that lie ahead go too: else a clock that is set back would forbid fetching until then. */
  private forgetOldStarts(): void {
    const now = this.options.now();
    this.starts = this.starts.filter((start) => start <= now && now - start < WINDOW_MS);
  }

  private unavailable(): RetryLaterError {
    const isBudgetSpent = this.starts.length >= FETCHES_PER_WINDOW;
    const nextFetchAt = isBudgetSpent ? (this.starts[0] ?? 0) + WINDOW_MS : 0;
    return new RetryLaterError(
      'SigningKeysUnavailable',
      'The keys that verify tokens cannot be had at the moment.',
      { retryAt: Math.max(nextFetchAt, this.options.now() + RETRY_MS), cause: this.failure },
    );
  }
}
