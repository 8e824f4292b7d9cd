import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { toPublishedKey } from './mint-token';
import type { KeyPair } from './mint-token';

/** How the endpoint answers one request. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A key endpoint on the loopback that counts its requests and behaves as it is told. */
export class StubKeyEndpoint {
  /** How many requests have come in. */
  requests = 0;
  answer: Answer = publish();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.requests += 1;
      this.answer(response, request);
    });
  }

  static async start(): Promise<StubKeyEndpoint> {
    const endpoint = new StubKeyEndpoint();
    await new Promise<void>((resolve) => endpoint.server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function publish(...keys: KeyPair[]): Answer {
  return send(keySetOf(...keys));
}

export function keySetOf(...keys: KeyPair[]): string {
  return JSON.stringify({ keys: keys.map((key) => toPublishedKey(key)) });
}

export function send(body: string, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };
}

/** Cuts the connection without a word. */
export const hangUp: Answer = (_, request) => {
  request.socket.destroy();
};

/** Never answers. */
export const stall: Answer = () => undefined;

/** Answers at once, sends a little of the body, and never ends. */
export const stallInBody: Answer = (response) => {
  response.writeHead(200).write('{"keys":');
};

/** Sends the request round in a circle. */
export const redirect: Answer = (response, request) => {
  response.writeHead(302, { location: request.url ?? '/' }).end();
};
