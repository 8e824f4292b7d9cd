import { Agent, createServer, request, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Stands between the app and the storage emulator, and counts what the app asks for. */
export interface CountingProxy {
  /** Leads through the proxy. */
  readonly connectionString: string;
  /** How many requests of each kind there were since the last call. */
  take(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** A proxy for each of the three services that the connection string names. */
export async function startCountingProxy(connectionString: string): Promise<CountingProxy> {
  let counts = new Map<string, number>();
  const count = (kind: string) => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const servers: Server[] = [];
  let ours = connectionString;
  for (const [, service = '', port = ''] of connectionString.matchAll(
    /(Blob|Queue|Table)Endpoint=http:\/\/127\.0\.0\.1:(\d+)/g,
  )) {
    const server = await listen(Number(port), (message) => count(kindOf(service, message)));
    servers.push(server);
    ours = ours.replace(`:${port}/`, `:${String((server.address() as AddressInfo).port)}/`);
  }
  return {
    connectionString: ours,
    take() {
      const taken = counts;
      counts = new Map();
      return taken;
    },
    async close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

async function listen(
  port: number,
  onRequest: (message: IncomingMessage) => void,
): Promise<Server> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    onRequest(incoming);
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers, agent });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** What the Functions host asks for on its own account is counted apart: it polls, whether there is work or not. */
function kindOf(service: string, { method = '', url = '' }: IncomingMessage): string {
  const path = url.replace(/^\/[^/]+\//, '').replace(/\?.*$/, '');
  if (service === 'Queue') {
    return method === 'POST' ? 'queue: messages sent' : 'host: queues polled, messages deleted';
  }
  if (path.startsWith('azure-webjobs-hosts')) return 'host: leases of timers';
  if (service === 'Blob') return `blobs: ${method}`;
  if (path.startsWith('$batch')) return 'table: transactions';
  const table = path.replace(/\(.*$/, '');
  return `table: ${method} ${table}`;
}
