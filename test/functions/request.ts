import {
  HttpRequest,
  InvocationContext,
  type HttpHandler,
  type HttpResponseInit,
} from '@azure/functions';

export interface RequestFacts {
  readonly method?: string;
  /** Path and query. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What a handler answered, its body as a caller reads it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReturnType<typeof JSON.parse>;
  /** What was logged, a line an entry. */
  readonly log: readonly string[];
}

export const INVOCATION = '0d4e9f52-8f5e-4b0f-9d2c-5a3f2f0f6a11';

/** A request as the host gives it to a handler: buffered, with the length of its body. */
export function createRequest(facts: RequestFacts = {}): HttpRequest {
  const { method = 'POST', path = '/', headers = {}, params = {}, body } = facts;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) };
  return new HttpRequest({
    method,
    url: `https://sync.example.com${path}`,
    headers: { ...length, ...headers },
    params: { ...params },
    ...(bytes === undefined ? {} : { body: { bytes } }),
  });
}

/** A context that keeps what is logged. */
export function createContext(triggerMetadata: Record<string, unknown> = {}) {
  const log: string[] = [];
  const context = new InvocationContext({
    invocationId: INVOCATION,
    triggerMetadata,
    logHandler: (level, ...words) => log.push(`${level}: ${words.map(String).join(' ')}`),
  });
  return { context, log };
}

/** Sends a request to a handler and reads the answer to its end. */
export async function send(handler: HttpHandler, facts: RequestFacts): Promise<Answer> {
  const { context, log } = createContext();
  const response = (await handler(createRequest(facts), context)) as HttpResponseInit;
  const { status = 200, headers, jsonBody } = response;
  return {
    status,
    headers: new Headers(headers),
    body: JSON.parse(JSON.stringify(jsonBody)),
    log,
  };
}
