import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A status that is none: the stub never answers. */
export const STUB_SILENCE = -1;

/** A server that answers for a whole storage account, always with the same status, and notes what it is asked. */
export interface StubStorage {
  /** What it answers with from now on; 0: it hangs up. */
  status: number;
  /** Method and address of every request so far. */
  readonly requests: { readonly method: string; readonly url: URL }[];
  connection(): { connectionString: string };
  close(): Promise<void>;
}

export async function startStubStorage(): Promise<StubStorage> {
  const requests: StubStorage['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({
      method: request.method ?? '',
      url: new URL(request.url ?? '', 'http://127.0.0.1'),
    });
    request.resume();
    if (stub.status === 0) request.socket.destroy();
    else if (stub.status !== STUB_SILENCE) response.writeHead(stub.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stub: StubStorage = {
    status: 503,
    requests,
    connection: () => ({ connectionString: connectionString(server) }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return stub;
}

function connectionString(server: Server): string {
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/account`;
  return [
    'DefaultEndpointsProtocol=http',
    'AccountName=account',
    `AccountKey=${Buffer.from('key').toString('base64')}`,
    `BlobEndpoint=${endpoint}`,
    `QueueEndpoint=${endpoint}`,
    `TableEndpoint=${endpoint}`,
  ].join(';');
}
