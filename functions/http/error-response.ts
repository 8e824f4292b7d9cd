import type { HttpResponseInit } from '@azure/functions';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import { STATUS_BY_CODE } from './status-by-code';

/** When to ask again where nobody knows better. */
const RETRY_AFTER_SECONDS = 30;
const MAY_RETRY: ReadonlySet<number> = new Set([429, 503]);

export interface AnswerFacts {
  /** What the caller can name to whoever reads the log. */
  readonly correlationId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The answer to a request that failed (design §9). Of an error that was not thrown on purpose nothing is told:
 * neither its message nor its stack is meant for callers.
 */
export function toErrorResponse(
  error: unknown,
  { correlationId, now }: AnswerFacts,
): HttpResponseInit {
  const known = error instanceof SyncError ? error : unexpected();
  const { code, message, details } = known;
  return {
    status: STATUS_BY_CODE[code],
    headers: errorHeaders(known, now),
    jsonBody: {
      error: { code, message, ...(details === undefined ? {} : { details }), correlationId },
    },
  };
}

function unexpected(): SyncError {
  return new SyncError(
    'Internal',
    'Something went wrong on our side. Quote the correlation id to the administrator.',
  );
}

function errorHeaders(error: SyncError, now: number): Record<string, string> {
  const status = STATUS_BY_CODE[error.code];
  // RFC 9110 §11.6.1 asks for the challenge.
  if (status === 401) return { 'WWW-Authenticate': 'Bearer' };
  return MAY_RETRY.has(status) ? { 'Retry-After': String(retryAfterSeconds(error, now)) } : {};
}

function retryAfterSeconds(error: SyncError, now: number): number {
  if (!(error instanceof RetryLaterError)) return RETRY_AFTER_SECONDS;
  return Math.max(1, Math.ceil((error.retryAt - now) / 1_000));
}
