import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InvocationRequest, InvocationResponse, RpcHttpData } from './core-contract';
import { describeError } from './describe-error';
import { HttpRefusal, sendRefusal } from './http-refusal';
import { findRoute } from './http-routes';
import type { HttpRoute, RouteMatch } from './http-routes';
import { sendRpcHttp, toRpcHttp } from './http-conversion';
import type { HostLog } from './host-log';
import type { Invocations } from './invocations';
import { readBody } from './read-body';
import type { BodyLimits } from './read-body';

const MAX_HEADER_MS = 60_000;
const MAX_REQUEST_MS = 300_000;
const RETRY_AFTER_SECONDS = '5';

export interface HttpListener {
  readonly url: string;
  /** From now on every request gets 503 with Retry-After. */
  drain(): void;
  close(): Promise<void>;
}

export interface HttpListenerOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly routes: readonly HttpRoute[];
  readonly invocations: Invocations;
  readonly limits: BodyLimits;
  readonly log: HostLog;
}

/** Serves the HTTP functions on 127.0.0.1. Neither request URLs nor headers reach the log. */
export async function startHttpListener(options: HttpListenerOptions): Promise<HttpListener> {
  const state = { draining: false };
  const answer: RequestListener = (request, response) => {
    void respond({ ...options, draining: state.draining }, request, response);
  };
  const server = createServer(
    { headersTimeout: MAX_HEADER_MS, requestTimeout: MAX_REQUEST_MS },
    answer,
  );
  // Node would answer "100 Continue" by itself, also to a body that is about to be refused.
  server.on('checkContinue', answer);
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    drain: () => {
      state.draining = true;
    },
    close: () => closeServer(server),
  };
}

type RespondOptions = HttpListenerOptions & { readonly draining: boolean };

async function respond(
  options: RespondOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await serve(options, request, response);
  } catch (error) {
    answerFailure(options.log, response, error);
  }
}

async function serve(
  options: RespondOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (options.draining) throw drainingRefusal();
  const path = (request.url ?? '/').replace(/[?#].*$/s, '');
  const match = findRoute(options.routes, request.method ?? '', path);
  if (match !== undefined) {
    await serveFunction(options, match, { request, response });
  } else if (path === '/' && request.method === 'GET') {
    sendHomePage(response);
  } else {
    request.resume();
    response.writeHead(404).end();
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function readInput(
  options: RespondOptions,
  match: RouteMatch,
  { request, response }: Exchange,
): Promise<InvocationRequest> {
  const body = await readBody(request, response, options.limits);
  const data = toRpcHttp(request, match.params, body);
  return { inputData: [{ name: match.route.inputName, data }] };
}

async function serveFunction(
  options: RespondOptions,
  match: RouteMatch,
  exchange: Exchange,
): Promise<void> {
  const { registered } = match.route;
  const { response } = exchange;
  const result = await runFunction(options, match, await readInput(options, match, exchange));
  if (result === 'failed') response.writeHead(500).end();
  else sendRpcHttp(response, result.returnValue?.http ?? outputOf(registered, result));
}

async function runFunction(
  options: RespondOptions,
  match: RouteMatch,
  request: InvocationRequest,
): Promise<InvocationResponse | 'failed'> {
  const { registered } = match.route;
  try {
    return await options.invocations.run(registered, request);
  } catch (error) {
    options.log.write('error', registered.metadata.name, `failed: ${describeError(error)}`);
    return 'failed';
  }
}

function outputOf(
  registered: HttpRoute['registered'],
  result: InvocationResponse,
): RpcHttpData | undefined {
  const { bindings } = registered.metadata;
  return result.outputData?.find(({ name }) => bindings[name]?.type === 'http')?.data.http;
}

function answerFailure(log: HostLog, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  if (error instanceof HttpRefusal) {
    sendRefusal(response, error);
    return;
  }
  log.write('warning', 'http', `request not served: ${describeError(error)}`);
  response.writeHead(500).end();
}

function drainingRefusal(): HttpRefusal {
  return new HttpRefusal({
    status: 503,
    code: 'HostStopping',
    message: 'The host is stopping; ask again in a moment.',
    headers: { 'retry-after': RETRY_AFTER_SECONDS, connection: 'close' },
  });
}

function sendHomePage(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(
    '<!doctype html><html lang="en"><title>Local Functions host</title>' +
      '<h1>Your function app is up and running</h1></html>',
  );
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
