import http from 'node:http';
import type { ClientRequest, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import https from 'node:https';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import type { Dispatcher } from 'undici';

export interface MicrosoftRoute {
  /** Where requests go instead, over plain http. */
  readonly tenantUrl: string;
  /** `contoso.sharepoint.com`; its administration host is routed too. */
  readonly sharePointHost: string;
}

/**
 * Sends requests for the Microsoft hosts to another server, with the original name in the Host
 * header; everything else goes out as usual. This reaches `fetch` and `node:https`, so production
 * code needs no local branch. Returns what takes it back.
 */
export function routeMicrosoft({ tenantUrl, sharePointHost }: MicrosoftRoute): () => void {
  const hosts = new Set(microsoftHosts(sharePointHost));
  const tenant = new URL(tenantUrl);
  const restoreFetch = routeFetch(hosts, tenant);
  const restoreHttps = routeHttps(hosts, tenant);
  return () => {
    restoreFetch();
    restoreHttps();
  };
}

function microsoftHosts(sharePointHost: string): string[] {
  const root = sharePointHost.toLowerCase();
  return [
    'login.microsoftonline.com',
    'sts.windows.net',
    'graph.microsoft.com',
    root,
    root.replace('.', '-admin.'),
  ];
}

/** Node's own fetch takes its dispatcher from a global symbol that undici 6 sets. */
function routeFetch(hosts: ReadonlySet<string>, tenant: URL): () => void {
  const previous = getGlobalDispatcher();
  const routed = new Agent().compose(
    (dispatch) => (options, handler) => dispatch(redirect(options, hosts, tenant), handler),
  );
  setGlobalDispatcher(routed);
  return () => setGlobalDispatcher(previous);
}

function redirect(
  options: Dispatcher.DispatchOptions,
  hosts: ReadonlySet<string>,
  tenant: URL,
): Dispatcher.DispatchOptions {
  const origin = new URL(String(options.origin));
  if (!isRouted(origin, hosts)) return options;
  return { ...options, origin: tenant.origin, headers: withHost(options.headers, origin.host) };
}

function isRouted(url: URL, hosts: ReadonlySet<string>): boolean {
  return url.protocol === 'https:' && hosts.has(url.hostname);
}

function withHost(headers: Dispatcher.DispatchOptions['headers'], host: string): string[] {
  return [...pairsOf(headers), ['host', host]].flat();
}

/** undici takes headers as a flat list, as an object, or as pairs. */
function pairsOf(headers: Dispatcher.DispatchOptions['headers']): string[][] {
  const pairs: string[][] = [];
  const add = (name: string, value: unknown) => {
    if (name.toLowerCase() === 'host') return;
    for (const one of [value].flat()) pairs.push([name, String(one)]);
  };
  if (Array.isArray(headers)) {
    for (let index = 0; index < headers.length; index += 2) {
      add(String(headers[index]), headers[index + 1]);
    }
  } else if (headers !== null && headers !== undefined) {
    const entries = Symbol.iterator in headers ? headers : Object.entries(headers);
    for (const [name, value] of entries) add(name, value);
  }
  return pairs;
}

type RequestArguments = Parameters<typeof https.request>;

/** The identity client asks for tokens by `https.request(options)`; other forms are routed too. */
function routeHttps(hosts: ReadonlySet<string>, tenant: URL): () => void {
  const { request, get } = https;
  const routed = (...args: unknown[]): ClientRequest => {
    const call = readCall(args);
    const url = urlOf(call.url, call.options);
    if (!isRouted(url, hosts)) return request(...(args as RequestArguments));
    return http.request(tenant, plainOptions(call.options, url), call.onResponse);
  };
  https.request = routed;
  https.get = (...args: unknown[]) => {
    const sent = routed(...args);
    sent.end();
    return sent;
  };
  return () => {
    https.request = request;
    https.get = get;
  };
}

interface HttpsCall {
  readonly url: URL | undefined;
  readonly options: RequestOptions;
  readonly onResponse?: (response: http.IncomingMessage) => void;
}

function readCall(args: readonly unknown[]): HttpsCall {
  const [first] = args;
  const url = typeof first === 'string' || first instanceof URL ? new URL(first) : undefined;
  const [options, callback] = url === undefined ? args : args.slice(1);
  const onResponse = [options, callback].find((value) => typeof value === 'function');
  return {
    url,
    options: typeof options === 'object' && options !== null ? options : {},
    ...(onResponse === undefined
      ? {}
      : { onResponse: onResponse as NonNullable<HttpsCall['onResponse']> }),
  };
}

function urlOf(url: URL | undefined, options: RequestOptions): URL {
  if (url !== undefined) return url;
  const host = options.hostname ?? options.host ?? 'localhost';
  const port = options.port === undefined || options.port === null ? '' : `:${options.port}`;
  return new URL(`https://${host}${port}${options.path ?? '/'}`);
}

/** The same request over plain http: without what belongs to TLS, with the original Host. */
function plainOptions(options: RequestOptions, url: URL): RequestOptions {
  const { method, headers, signal, timeout } = options;
  return {
    ...(method === undefined ? {} : { method }),
    ...(signal === undefined ? {} : { signal }),
    ...(timeout === undefined ? {} : { timeout }),
    path: options.path ?? `${url.pathname}${url.search}`,
    headers: { ...(headers as OutgoingHttpHeaders | undefined), host: url.host },
  };
}
