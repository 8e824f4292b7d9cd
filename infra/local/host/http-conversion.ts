import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RpcHttpCookie, RpcHttpData, RpcTypedData } from './core-contract';
import { HttpRefusal } from './http-refusal';
import type { RouteParams } from './route-template';

type NullableMap = Record<string, { value: string }>;

/** Headers that say who a caller is, set by the platform alone; a client's are thrown away. */
const PLATFORM_HEADER = /^x-ms-client-principal/;
const CONNECTION_HEADERS: readonly string[] = ['connection', 'content-length', 'transfer-encoding'];

/**
 * A request as the host hands it to the library.
 * @throws HttpRefusal InvalidRequest when host and path make no URL
 */
export function toRpcHttp(
  request: IncomingMessage,
  params: RouteParams,
  body: Buffer,
): RpcTypedData {
  const url = urlOf(request);
  const http: RpcHttpData = {
    method: request.method ?? 'GET',
    url: url.href,
    nullableHeaders: toHeaders(request.headers),
    nullableParams: toNullableMap(Object.entries(params)),
    nullableQuery: toQuery(url.searchParams),
  };
  if (body.length > 0) http.body = { bytes: body };
  return { http };
}

function urlOf(request: IncomingMessage): URL {
  const text = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  const url = URL.parse(text);
  if (url !== null) return url;
  throw new HttpRefusal({
    status: 400,
    code: 'InvalidRequest',
    message: 'Host and path of the request make no URL.',
  });
}

function toHeaders(headers: IncomingMessage['headers']): NullableMap {
  const pairs = Object.entries(headers)
    .filter(([name]) => !PLATFORM_HEADER.test(name))
    .map(([name, value]): [string, string] => [name, [value ?? ''].flat().join(',')]);
  return toNullableMap(pairs);
}

/** Names are compared without case and repeated ones are joined by a comma: `x=1&X=2` is `1,2`. */
function toQuery(search: URLSearchParams): NullableMap {
  const found = new Map<string, [string, string[]]>();
  for (const [name, value] of search) {
    const entry = found.get(name.toLowerCase());
    if (entry === undefined) found.set(name.toLowerCase(), [name, [value]]);
    else entry[1].push(value);
  }
  return toNullableMap([...found.values()].map(([name, values]) => [name, values.join(',')]));
}

function toNullableMap(pairs: readonly (readonly [string, string])[]): NullableMap {
  const map = Object.create(null) as NullableMap;
  for (const [name, value] of pairs) map[name] = { value };
  return map;
}

/** Sends what a function returned; nothing at all is an empty 204. */
export function sendRpcHttp(response: ServerResponse, http: RpcHttpData | undefined): void {
  if (http === undefined) {
    response.writeHead(204).end();
    return;
  }
  for (const [name, value] of Object.entries(http.headers ?? {})) {
    if (!CONNECTION_HEADERS.includes(name)) response.setHeader(name, value);
  }
  const cookies = (http.cookies ?? []).map(toSetCookie);
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.statusCode = Number(http.statusCode ?? 200);
  response.end(bytesOf(http.body));
}

function bytesOf(body: RpcTypedData | null | undefined): Uint8Array {
  if (body?.bytes !== undefined) return body.bytes;
  return Buffer.from(body?.string ?? body?.json ?? '');
}

function toSetCookie(cookie: RpcHttpCookie): string {
  const { name = '', value = '', domain, path, maxAge, secure, httpOnly } = cookie;
  return [
    `${name}=${encodeURIComponent(value)}`,
    ...attribute('domain', domain?.value),
    ...attribute('path', path?.value),
    ...attribute('max-age', maxAge?.value),
    ...attribute('expires', expiryOf(cookie)),
    ...attribute('samesite', sameSiteOf(cookie)),
    ...flag('secure', secure?.value),
    ...flag('httponly', httpOnly?.value),
  ].join('; ');
}

function attribute(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`${name}=${value}`];
}

function flag(name: string, value: boolean | undefined): string[] {
  return value === true ? [name] : [];
}

function expiryOf({ expires }: RpcHttpCookie): string | undefined {
  const seconds = expires?.value?.seconds;
  return seconds === undefined ? undefined : new Date(seconds * 1000).toUTCString();
}

function sameSiteOf({ sameSite }: RpcHttpCookie): string | undefined {
  if (sameSite === undefined || sameSite === 'none') return undefined;
  return sameSite === 'explicitNone' ? 'none' : sameSite;
}
