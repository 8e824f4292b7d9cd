import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from '@microsoft/microsoft-graph-client';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAskSite, type AskSite } from '../../shared/push/graph-site-request';

let server: Server;
let url: string;
let status: number;
let seen: { readonly method: string | undefined; readonly headers: IncomingHttpHeaders }[];
let ask: AskSite;

beforeEach(async () => {
  seen = [];
  status = 200;
  server = createServer(({ method, headers }, response) => {
    seen.push({ method, headers });
    response.writeHead(status).end('content');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file?tempauth=1`;
  const client = Client.init({ authProvider: (done) => done(null, 'token') });
  ask = createAskSite({ client, call: (work) => work(), now: () => 0 });
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe('addresses that Graph gives away', () => {
  test('are used as they are, without the token', async () => {
    expect((await ask.direct({ url })).content.toString()).toBe('content');
    await ask.direct({ url, put: { content: Buffer.from('12'), range: 'bytes 0-1/2' } });
    expect(seen.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    expect(seen[1]?.headers).toMatchObject({
      'content-range': 'bytes 0-1/2',
      'content-length': '2',
    });
    expect(seen.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  test('are asked for by http or https alone', async () => {
    const file = ask.direct({ url: 'data:text/plain,content' });
    await expect(file).rejects.toMatchObject({ code: 'TenantUnavailable' });
  });
});

describe('an answer of 5xx', () => {
  test.each([501, 507])('that stays so is an answer (%i)', async (answer) => {
    status = answer;
    expect((await ask.direct({ url })).status).toBe(answer);
  });

  test('that passes says nothing', async () => {
    status = 500;
    await expect(ask.direct({ url })).rejects.toMatchObject({ code: 'TenantUnavailable' });
  });
});
