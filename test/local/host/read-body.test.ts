import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { HttpRefusal, sendRefusal } from '../../../infra/local/host/http-refusal';
import { readBody } from '../../../infra/local/host/read-body';

let server: Server;

beforeEach(async () => {
  server = createServer((request, response) => {
    readBody(request, response, { maxBytes: 10, idleMs: 200 }).then(
      (body) => response.end(`got ${body.toString()}`),
      (error: unknown) => {
        if (error instanceof HttpRefusal) sendRefusal(response, error);
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function send(head: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.setEncoding('utf8');
  socket.write(head.replaceAll('\n', '\r\n'));
  let answer = '';
  socket.on('data', (text: string) => {
    answer += text;
  });
  await once(socket, 'close');
  return answer;
}

test('a body of exactly the limit is taken', async () => {
  expect(
    await send('POST / HTTP/1.1\nhost: a\nconnection: close\ncontent-length: 10\n\n0123456789'),
  ).toContain('got 0123456789');
});

test('a body that stops arriving ends in 408', async () => {
  const answer = await send('POST / HTTP/1.1\nhost: a\ncontent-length: 10\n\n012');
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(answer).toContain('"code":"RequestTimeout"');
});

test('a GET has no body, whatever it sends', async () => {
  const answer = await send('GET / HTTP/1.1\nhost: a\nconnection: close\ncontent-length: 2\n\nab');
  expect(answer).toMatch(/got $/m);
});
