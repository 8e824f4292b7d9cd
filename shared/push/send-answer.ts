import type { SyncErrorCode } from '../model/sync-error';

/**
 * What a host said to a write. A refusal is data: this person's property cannot be written. A host that
 * throttles or refuses the app throws `RetryLaterError`; one that cannot be reached, or whose answer leaves open what
 * it did, throws `TenantUnavailable`.
 */
export type SendAnswer = Sent | Refusal;

export interface Sent {
  readonly kind: 'sent';
  /** The host has nothing left for us before then (`RateLimit-Remaining: 0`); milliseconds since the epoch. */
  readonly pauseUntil?: number;
}

export interface Refusal {
  readonly kind: 'refused';
  readonly code: SyncErrorCode;
  /** Never holds a value. */
  readonly message: string;
  /** The host gave a reason that nobody knows: worth one more call. */
  readonly unknown?: true;
}

/** Milliseconds after which a call to the tenant is given up. */
export const CALL_TIMEOUT_MS = 20_000;
