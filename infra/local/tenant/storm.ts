/** For a time a share of all calls to Graph and SharePoint is refused with 429. */
export interface Storm {
  /** From 0 to 1. */
  readonly share: number;
  /** Milliseconds since the epoch, on the tenant's clock. */
  readonly endsAt: number;
  /** Shortest and longest wait that is asked for, in seconds. */
  readonly retryAfter: readonly [number, number];
}

/**
 * Whether the storm hits this call: the `Retry-After` to refuse it with, else undefined. Waits are whole seconds where
 * the host knows no others.
 */
export function hitByStorm(
  { share, endsAt, retryAfter: [least, most] }: Storm,
  { now, wholeSeconds }: { now: number; wholeSeconds: boolean },
): string | undefined {
  if (now >= endsAt || Math.random() >= share) return undefined;
  const seconds = least + Math.random() * (most - least);
  return wholeSeconds ? String(Math.round(seconds)) : seconds.toFixed(3);
}
