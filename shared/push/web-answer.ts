import { RetryLaterError, SyncError } from '../model/sync-error';
import { rateLimitEnd, retryAfterEnd } from './retry-after';

/** How long nothing is sent to a host that refuses the app itself: an administrator has to act. */
const REFUSED_WAIT_MS = 300_000;

/** Errors of `@azure/identity`: no token, and the next try will not get one either. */
const TOKEN_ERRORS: ReadonlySet<string> = new Set([
  'AggregateAuthenticationError',
  'AuthenticationError',
  'CredentialUnavailableError',
]);

/** An answer of the tenant, its body read. */
export interface WebAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * When the tenant may be asked again, where an answer says that it throttles: 429, 503 with `Retry-After`, or the 401
 * that SharePoint has been seen to put it in. Of `Retry-After` and `RateLimit-Reset` the later one counts. Undefined:
 * it does not throttle. Milliseconds since the epoch.
 */
export function throttledUntil(
  { status, headers, body }: WebAnswer,
  now: number,
): number | undefined {
  const isThrottled =
    status === 429 ||
    (status === 503 && headers.has('Retry-After')) ||
    (status === 401 && body.includes('429 TOO MANY REQUESTS'));
  return isThrottled
    ? Math.max(retryAfterEnd(headers.get('Retry-After'), now), rateLimitEnd(headers, now) ?? 0)
    : undefined;
}

/**
 * Throws for an answer that is about the app and not about what was asked: `Throttled` while the tenant throttles,
 * `TenantRefused` for 401, `TenantUnavailable` for every other 5xx unless it is `explained`.
 */
export function throwUnlessAnswered(
  answer: WebAnswer,
  { now, explained }: { now: number; explained: boolean },
): void {
  const retryAt = throttledUntil(answer, now);
  if (retryAt !== undefined) {
    throw new RetryLaterError('Throttled', 'The tenant asks for a pause.', { retryAt });
  }
  const { status } = answer;
  if (status === 401) throw tenantRefused(now, 'The tenant does not accept the token of the app.');
  if (status >= 500 && !explained) {
    throw new SyncError('TenantUnavailable', `The tenant answered ${status} without a reason.`);
  }
}

/** The app itself is refused, whoever the person: everybody waits. */
export function tenantRefused(now: number, message: string, cause?: unknown): RetryLaterError {
  return new RetryLaterError('TenantRefused', message, { retryAt: now + REFUSED_WAIT_MS, cause });
}

/** Turns what a call to the tenant throws into an error of ours; nobody knows whether the call was carried out. */
export function tenantFailure(error: unknown, now: number): SyncError {
  if (error instanceof SyncError) return error;
  if (TOKEN_ERRORS.has(nameOf(error))) {
    return tenantRefused(now, 'The app gets no token for the tenant.', error);
  }
  return new SyncError('TenantUnavailable', 'The tenant could not be reached.', { cause: error });
}

/** The Graph client puts the name of a foreign error into `code` of its own. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code } = error as Error & { code?: unknown };
  return typeof code === 'string' && TOKEN_ERRORS.has(code) ? code : error.name;
}
