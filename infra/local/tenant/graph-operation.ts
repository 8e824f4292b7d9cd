import { randomUUID } from 'node:crypto';
import { jsonAnswer, type Answer } from './exchange';

/** One thing asked of Graph: a request of its own or an item of a batch. */
export interface GraphOperation {
  method: string;
  /** Below `/v1.0`, percent-encoded, with query. */
  url: string;
  contentType: string | undefined;
  body: unknown;
  /** The body as bytes, for what is no JSON. */
  content: Buffer;
  ifMatch: string | undefined;
  /** Application roles of the caller's token. */
  roles: readonly string[];
}

/** What a handler answers, and what to call the operation in the log. */
export interface KindedAnswer extends Answer {
  kind: string;
}

/** Graph's error envelope. */
export function graphError(status: number, code: string, message: string): Answer {
  const innerError = {
    date: new Date().toISOString().slice(0, 19),
    'request-id': randomUUID(),
    'client-request-id': randomUUID(),
  };
  return jsonAnswer(status, { error: { code, message, innerError } });
}

export function badRequest(message: string): Answer {
  return graphError(400, 'Request_BadRequest', message);
}

export function privilegesMissing(): Answer {
  return graphError(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
}

export function tooManyRequests(
  status: number,
  retryAfter: string | null,
  information: string,
): Answer {
  const id = randomUUID();
  return jsonAnswer(
    status,
    {
      error: {
        code: status === 503 ? 'serviceNotAvailable' : 'TooManyRequests',
        innerError: {
          code: String(status),
          date: new Date().toISOString().slice(0, 19),
          message: 'Please retry after',
          'request-id': id,
          status: String(status),
        },
        message: 'Please retry again later.',
      },
    },
    {
      ...(retryAfter === null ? {} : { 'Retry-After': retryAfter }),
      ...(information === '' ? {} : { 'x-ms-throttle-information': information }),
    },
  );
}
