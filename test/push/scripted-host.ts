import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapters, sendRequestsTo, type PushAdapters } from './tenant-adapters';

/** What a host answers that no well-behaved tenant would. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; text as it stands. */
  readonly body?: unknown;
  /** Nothing is sent: the connection ends at once, or stays as it is. */
  readonly lost?: 'cut' | 'silent';
}

export interface ArrivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server in the place of all of Microsoft's hosts, which answers as a test says, and adapters that call it. */
export class ScriptedHost {
  readonly arrived: ArrivedRequest[] = [];
  answer: (request: ArrivedRequest) => ScriptedAnswer = () => ({ status: 404 });
  readonly adapters: PushAdapters = createAdapters({
    getToken: () => Promise.resolve({ token: 'opaque', expiresOnTimestamp: Infinity }),
  });
  readonly #server: Server;
  readonly #restore: () => void;

  private constructor(server: Server, restore: () => void) {
    this.#server = server;
    this.#restore = restore;
  }

  static async start(): Promise<ScriptedHost> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const host = new ScriptedHost(server, sendRequestsTo(`http://127.0.0.1:${String(port)}`));
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        const { status = 200, headers, body: answer, lost } = host.#arrive(request, body);
        if (lost === 'cut') request.socket.destroy();
        if (lost !== undefined) return;
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
      });
    });
    return host;
  }

  async stop(): Promise<void> {
    this.#restore();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #arrive({ url = '', headers }: IncomingMessage, body: string): ScriptedAnswer {
    const request = { path: url, headers, body };
    this.arrived.push(request);
    return this.answer(request);
  }
}
