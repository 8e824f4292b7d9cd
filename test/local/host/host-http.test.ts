import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { startAzurite } from '../../../infra/local/azurite';
import type { Azurite } from '../../../infra/local/azurite';
import { startHostProcess } from './host-process';
import type { HostProcess } from './host-process';

const LIMIT = 104_857_600;
let azurite: Azurite;
let host: HostProcess;

function startHost(): Promise<HostProcess> {
  return startHostProcess({ storage: azurite.connectionString, tenantUrl: 'http://127.0.0.1:9' });
}

beforeAll(async () => {
  azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
  host = await startHost();
});

afterAll(async () => {
  await host.end('SIGTERM');
  await azurite.close();
});

async function get(path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(host.url + path);
  return { status: response.status, text: await response.text() };
}

interface Echo {
  url: string;
  query: Record<string, string>;
  params: Record<string, string>;
  user: unknown;
  bytes: number;
  triggerMetadata: unknown;
}

async function echo(path: string, init?: RequestInit): Promise<Echo> {
  const response = await fetch(`${host.url}/echo/${path}`, init);
  expect(response.status).toBe(200);
  return (await response.json()) as Echo;
}

/** A request as written, so that nothing is added to it; the whole answer as text. */
async function sendRaw(lines: readonly string[], end = true): Promise<string> {
  const { port, hostname } = new URL(host.url);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('utf8');
  socket.write(lines.join('\r\n'));
  if (end) socket.end();
  let answer = '';
  socket.on('data', (text: string) => {
    answer += text;
  });
  await once(socket, 'close');
  return answer;
}

describe('routes', () => {
  test('ignore case in literals and give parameters decoded', async () => {
    expect((await echo('../ECHO/a%20b/c%2Fd')).params).toEqual({ kind: 'a b', id: 'c/d' });
  });

  test('may end before an optional parameter', async () => {
    expect((await echo('person')).params).toEqual({ kind: 'person' });
  });

  test('are tried in the order of the functions’ names, not by how specific they are', async () => {
    expect(await get('/order/exact')).toEqual({ status: 200, text: 'a-wide' });
  });

  test('go on to the next function when a method does not fit', async () => {
    const response = await fetch(`${host.url}/echo/a/b/c`, { method: 'PUT' });
    expect(await response.json()).toEqual({ rest: 'a/b/c' });
  });

  test('answer 404, not 405, when no function takes the method', async () => {
    const response = await fetch(`${host.url}/nothing`, { method: 'DELETE' });
    expect([response.status, await response.text()]).toEqual([404, '']);
  });

  test('leave out a function that is switched off', async () => {
    expect(await get('/disabled')).toEqual({ status: 404, text: '' });
  });

  test('leave the root to a home page', async () => {
    expect((await get('/')).text).toContain('up and running');
  });
});

describe('a request', () => {
  test('joins the values of a repeated query parameter with a comma', async () => {
    expect((await echo('q?x=1&X=2&y=3&x=a%26b')).query).toEqual({ x: '1,2,a&b', y: '3' });
  });

  test('shows its whole URL to the function', async () => {
    expect((await echo('q?x=1&x=2')).url).toBe(`${host.url}/echo/q?x=1&x=2`);
  });

  test('has no trigger metadata', async () => {
    expect((await echo('q')).triggerMetadata).toBeNull();
  });

  test('cannot say who the platform has signed in', async () => {
    const principal = Buffer.from('{"userId":"a","userRoles":[]}').toString('base64');
    const headers = { 'X-MS-Client-Principal': principal, 'x-ms-client-principal-id': 'a' };
    expect((await echo('q', { headers })).user).toBeNull();
  });

  test('reaches the function with all its bytes', async () => {
    expect((await echo('q', { method: 'POST', body: 'ñ'.repeat(100_000) })).bytes).toBe(200_000);
  });

  test('is refused with 411 when its body is chunked', async () => {
    const answer = await sendRaw([
      'POST /echo/q HTTP/1.1',
      'host: localhost',
      'transfer-encoding: chunked',
      'connection: close',
      '',
      '2',
      'ab',
      '0',
      '',
      '',
    ]);
    expect(answer).toMatch(/^HTTP\/1.1 411 /);
    expect(answer).toContain('"code":"LengthRequired"');
    expect(answer).toContain('"correlationId":');
  });

  test('is refused with 413, naming the limit, before its body is asked for', async () => {
    const answer = await sendRaw([
      'POST /echo/q HTTP/1.1',
      'host: localhost',
      `content-length: ${LIMIT + 1}`,
      'expect: 100-continue',
      'connection: close',
      '',
      '',
    ]);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain(`"details":{"limitBytes":${LIMIT}}`);
  });

  test('gets its 413 also when it sends the body without waiting', async () => {
    const sending = request(`${host.url}/echo/q`, { method: 'POST' });
    sending.setHeader('content-length', LIMIT + 1_000_000);
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    sending.on('error', () => undefined);
    for (let sent = 0; sent < 20; sent += 1) sending.write(Buffer.alloc(1_000_000));
    const [response] = await answered;
    sending.destroy();
    expect(response.statusCode).toBe(413);
  });

  test('reaches no function when it is cut off in the middle', async () => {
    const answer = await sendRaw([
      'POST /slow?ms=0 HTTP/1.1',
      'host: localhost',
      'content-length: 10',
      '',
      'abc',
    ]);
    expect(answer).not.toContain(' 200 ');
    expect(host.events.filter(({ name }) => name === 'slow')).toEqual([]);
  });

  test('with a host that makes no URL is refused with 400', async () => {
    const answer = await sendRaw([
      'GET /echo/q HTTP/1.1',
      'host: a b',
      'connection: close',
      '',
      '',
    ]);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });
});

describe('an answer', () => {
  test('is an empty 204 when the function returns nothing', async () => {
    expect(await get('/nothing')).toEqual({ status: 204, text: '' });
    expect(host.events.filter(({ name }) => name === 'pre' || name === 'post')).toEqual([
      { name: 'pre' },
      { name: 'post' },
    ]);
  });

  test('is an empty 500 when the function throws, and the log names no person', async () => {
    expect(await get('/throws')).toEqual({ status: 500, text: '' });
    expect(host.log.join('\n')).toContain('throws: failed: Error');
    expect(host.log.join('\n')).not.toContain('Ana');
  });

  test('carries status, headers and cookies', async () => {
    const response = await fetch(`${host.url}/cookie`);
    expect(response.status).toBe(201);
    expect(response.headers.get('x-own')).toBe('yes');
    expect(response.headers.getSetCookie()).toEqual(['seen=a%20b; path=/; samesite=lax; httponly']);
  });
});

describe('stopping', () => {
  test('lets running requests end, refuses new ones with 503, and exits with 0', async () => {
    const own = await startHost();
    const running = fetch(`${own.url}/slow?ms=1500`);
    await own.event(({ name }) => name === 'slow');
    const exited = own.end('SIGTERM');
    await own.stopping();
    const late = await fetch(`${own.url}/echo/late`);
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).toBe('5');
    expect(await (await running).text()).toBe('done');
    expect(await exited).toBe(0);
    expect(own.events.at(-1)).toEqual({ name: 'appTerminate' });
  });

  test('cuts off what still runs after ten seconds', async () => {
    const own = await startHost();
    const running = fetch(`${own.url}/slow?ms=120000`);
    await own.event(({ name }) => name === 'slow');
    const [exitCode] = await Promise.all([
      own.end('SIGTERM'),
      expect(running).rejects.toThrow('fetch failed'),
    ]);
    expect(exitCode).toBe(0);
    expect(own.log.join('\n')).toContain('1 running invocations were cut off');
  });

  test('happens with exit code 1 when the app leaves a rejection to nobody', async () => {
    const own = await startHost();
    const exited = once(own.child, 'exit');
    await expect(fetch(`${own.url}/stray`)).rejects.toThrow();
    expect(await exited).toEqual([1, null]);
    expect(own.log.join('\n')).toContain('TypeError nobody waits for this');
  });
});
