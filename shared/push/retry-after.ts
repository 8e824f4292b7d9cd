/** How long a target is left alone that says nothing about it, in milliseconds; up to half as long again. */
const DEFAULT_WAIT_MS = 30_000;

/**
 * When a `Retry-After` ends (RFC 9110, 10.2.3): whole or, from Graph, decimal seconds, or an HTTP date.
 * Missing or unreadable: half a minute and some jitter. Milliseconds since the epoch.
 */
export function retryAfterEnd(header: string | null, now: number): number {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return now + Math.ceil(Number(text) * 1000);
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(date)) return Math.max(now, date);
  return now + DEFAULT_WAIT_MS + Math.floor(Math.random() * (DEFAULT_WAIT_MS / 2));
}
