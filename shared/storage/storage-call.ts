import { SyncError } from '../model/sync-error';

/** A call, its retries included, ends by then: whoever waits behind an HTTP door hears of an outage in time. */
const CALL_LIMIT_MS = 20_000;

/** Statuses that speak of the service or of our access to it, not of what was asked. */
const OUTAGE_STATUSES: ReadonlySet<number> = new Set([401, 403, 408, 429]);
/** Names of errors of a call that was given up, and of an identity that got no token. */
const OUTAGE_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'TimeoutError',
  'AuthenticationError',
  'AggregateAuthenticationError',
  'CredentialUnavailableError',
]);

/**
 * Makes one call to storage, its retries included, in at most `limitMs`. Whatever keeps the service from answering is thrown as `StorageUnavailable` with its
 * cause; an answer that refuses what was asked is thrown as it came.
 */
export async function storageCall<Result>(
  call: (abortSignal: AbortSignal) => Promise<Result>,
  limitMs = CALL_LIMIT_MS,
): Promise<Result> {
  try {
    return await call(AbortSignal.timeout(limitMs));
  } catch (error) {
    if (!isOutage(error)) throw error;
    throw new SyncError('StorageUnavailable', 'Azure Storage does not answer as it should.', {
      cause: error,
    });
  }
}

/** The HTTP status and the service's code of a refusal; neither when there was no answer. */
export function storageRefusal(error: unknown): { status?: number; code?: string } {
  const { name, statusCode, code, details } = factsOf(error);
  if (name !== 'RestError') return {};
  const named = code ?? details?.errorCode ?? details?.odataError?.code;
  return {
    ...(statusCode === undefined ? {} : { status: statusCode }),
    ...(named === undefined ? {} : { code: named }),
  };
}

/** What the clients put on their errors; tables and blobs name the service's code in different places. */
interface ErrorFacts {
  readonly name?: string;
  readonly statusCode?: number;
  readonly code?: string;
  readonly details?: {
    readonly errorCode?: string;
    readonly odataError?: { readonly code?: string };
  };
}

function isOutage(error: unknown): boolean {
  const { name = '' } = factsOf(error);
  if (OUTAGE_NAMES.has(name)) return true;
  if (name !== 'RestError') return false;
  const { status } = storageRefusal(error);
  return status === undefined || status >= 500 || OUTAGE_STATUSES.has(status);
}

function factsOf(error: unknown): ErrorFacts {
  return typeof error === 'object' && error !== null ? error : {};
}
