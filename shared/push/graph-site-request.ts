import { z } from 'zod';
import { ResponseType, type Client } from '@microsoft/microsoft-graph-client';
import type { CallGraph } from '../model/site-files';
import { SyncError } from '../model/sync-error';
import { CALL_TIMEOUT_MS } from './send-answer';
import { USER_AGENT } from './user-agent';
import { parseJson } from './parse-json';
import { tenantFailure, throwUnlessAnswered } from './web-answer';

/** An answer about the site or a file in it, its body read. */
export interface SiteAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly content: Buffer;
}

/** A request to Graph; `path` is encoded and begins behind the version. */
export interface SiteRequest {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  /** Sent as JSON; a Buffer as it stands. */
  readonly body?: object;
}

/** A request to an address that is a right in itself, given by Graph for one file: it takes no token. */
export interface DirectRequest {
  readonly url: string;
  readonly put?: { readonly content: Buffer; readonly range: string };
}

/** Both ways to ask; what says nothing about the question throws, as everywhere in a push. */
export interface AskSite {
  graph(request: SiteRequest): Promise<SiteAnswer>;
  /** A 401 says that the address has expired, and nothing about the app. */
  direct(request: DirectRequest): Promise<SiteAnswer>;
}

interface Asking {
  readonly client: Client;
  readonly call: CallGraph;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createAskSite({ client, call, now }: Asking): AskSite {
  return {
    graph: (request) =>
      call(async () => answered(await read(() => sendToGraph(client, request), now), now())),
    direct: (request) =>
      call(async () => {
        const answer = await read(() => sendDirectly(request), now);
        return answer.status === 401 ? answer : answered(answer, now());
      }),
  };
}

function sendToGraph(client: Client, { method, path, body }: SiteRequest): Promise<Response> {
  const request = client
    .api(path)
    .responseType(ResponseType.RAW)
    // The content of a file lies elsewhere, and must be asked for without the token.
    .options({ signal: AbortSignal.timeout(CALL_TIMEOUT_MS), redirect: 'manual' });
  switch (method) {
    case 'get':
    case 'delete':
      return request[method]() as Promise<Response>;
    case 'post':
    case 'put':
      return request[method](body) as Promise<Response>;
  }
}

function sendDirectly({ url, put }: DirectRequest): Promise<Response> {
  const common = { redirect: 'error', signal: AbortSignal.timeout(CALL_TIMEOUT_MS) } as const;
  if (!/^https?:\/\//i.test(url)) throw strangeAnswer();
  if (put === undefined) return fetch(url, { ...common, headers: { 'User-Agent': USER_AGENT } });
  const headers = { 'User-Agent': USER_AGENT, 'Content-Range': put.range };
  return fetch(url, { ...common, method: 'PUT', headers, body: put.content });
}

async function read(send: () => Promise<Response>, now: () => number): Promise<SiteAnswer> {
  try {
    const response = await send();
    const content = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, content };
  } catch (error) {
    throw tenantFailure(error, now());
  }
}

/** A request that is not known (501) and a site without room (507) stay so; every other 5xx is a failure. */
function answered(answer: SiteAnswer, now: number): SiteAnswer {
  const { status, headers } = answer;
  const body = status < 400 ? '' : answer.content.toString();
  throwUnlessAnswered(
    { status, headers, body },
    { now, explained: status === 501 || status === 507 },
  );
  return answer;
}

/** The JSON of a body in the shape that Graph documents for it. */
export function parseAnswer<Output>(schema: z.ZodType<Output>, { content }: SiteAnswer): Output {
  const result = schema.safeParse(parseJson(content.toString()));
  if (result.success) return result.data;
  throw strangeAnswer();
}

export function strangeAnswer(): SyncError {
  return new SyncError('TenantUnavailable', 'Graph answered in a shape that is not its own.');
}

const reasonSchema = z.object({ error: z.object({ code: z.string() }) });

/** Graph's word for a refusal, such as `itemNotFound`; the status where there is none. */
export function refusalCode({ status, content }: SiteAnswer): string {
  const reason = reasonSchema.safeParse(parseJson(content.toString()));
  return reason.data?.error.code ?? String(status);
}
