import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** One request as it came in, its body read whole. `path` and `query` are still percent-encoded. */
export interface Call {
  /** Milliseconds on the tenant's clock. */
  arrivedAt: number;
  method: string;
  /** Lower case, without port. */
  host: string;
  path: string;
  /** Without the question mark. */
  query: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The body had more than `bodyLimitBytes`; what came of it was dropped, and `body` is empty. */
  isTooLarge: boolean;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** What Graph takes in one upload: 250 MB, and nothing else here takes as much. */
const bodyLimitBytes = 250_000_000;

export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

export function textAnswer(status: number, contentType: string, body: string): Answer {
  return { status, headers: { 'Content-Type': contentType }, body };
}

export function emptyAnswer(status: number): Answer {
  return { status, headers: {}, body: '' };
}

/** The Host header without its port: the one thing by which the tenant's faces are told apart. */
export function hostOf(request: IncomingMessage): string {
  return (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
}

export async function readCall(request: IncomingMessage): Promise<Call> {
  const arrivedAt = Date.now();
  const [path = '', ...query] = (request.url ?? '/').split('?');
  const body = await readBody(request);
  return {
    arrivedAt,
    method: request.method ?? 'GET',
    host: hostOf(request),
    path,
    query: query.join('?'),
    headers: request.headers,
    body: body ?? Buffer.alloc(0),
    isTooLarge: body === undefined,
  };
}

/** Undefined when the body is too large; it is read to its end all the same, so that the caller hears why. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = Number(request.headers['content-length'] ?? 0) > bodyLimitBytes ? Infinity : 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size <= bodyLimitBytes) pieces.push(piece);
    else pieces.length = 0;
  }
  return size <= bodyLimitBytes ? Buffer.concat(pieces) : undefined;
}

export function sendAnswer(response: ServerResponse, answer: Answer): void {
  // RFC 9110, 8.6: a 204 has no length.
  const length =
    answer.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(answer.body)) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(answer.body);
}

/** The body as JSON, or undefined when it is none. */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
