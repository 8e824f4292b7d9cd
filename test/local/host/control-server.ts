import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands in for a tenant in another process, of which the host only follows the clock. */
export interface ControlServer {
  readonly url: string;
  setOffset(offsetMs: number): void;
  close(): void;
}

export async function startControlServer(): Promise<ControlServer> {
  let offsetMs = 0;
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ clock: { offsetMs } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    setOffset(to) {
      offsetMs = to;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
