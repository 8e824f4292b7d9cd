/** How long a host is left alone that says nothing about it, in milliseconds; up to half as long again. */
const DEFAULT_WAIT_MS = 30_000;

/**
 * When a `Retry-After` ends (RFC 9110, 10.2.3): whole or, from Graph, decimal seconds, or an HTTP date.
 * Missing or unreadable: half a minute and some jitter. Milliseconds since the epoch.
 */
export function retryAfterEnd(header: string | null, now: number): number {
  const seconds = readNumber(header);
  if (seconds !== undefined) return now + Math.ceil(seconds * 1000);
  const text = header?.trim() ?? '';
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(date)) return Math.max(now, date);
  return now + DEFAULT_WAIT_MS + Math.floor(Math.random() * (DEFAULT_WAIT_MS / 2));
}

/**
 * When the current window of `RateLimit-Reset` ends (draft-ietf-httpapi-ratelimit-headers-03, seconds); undefined
 * where nothing is said. Milliseconds since the epoch.
 */
export function rateLimitEnd(headers: Headers, now: number): number | undefined {
  const seconds = readNumber(headers.get('RateLimit-Reset'));
  return seconds === undefined ? undefined : now + Math.ceil(seconds * 1000);
}

/**
 * Until when to leave a host alone that has answered but has nothing left for us in its window
 * (`RateLimit-Remaining: 0`); undefined where it says nothing of the kind.
 */
export function pauseEnd(headers: Headers, now: number): number | undefined {
  const remaining = readNumber(headers.get('RateLimit-Remaining'));
  return remaining === 0 ? rateLimitEnd(headers, now) : undefined;
}

function readNumber(header: string | null): number | undefined {
  const text = header?.trim() ?? '';
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
