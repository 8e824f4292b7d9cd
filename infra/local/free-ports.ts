import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

/**
 * Ports on 127.0.0.1 that are free now: the wanted ones where nobody listens, else others.
 * All are looked for before any is given back, so they differ.
 */
export async function findFreePorts(wanted: readonly number[]): Promise<number[]> {
  const servers = await Promise.all(wanted.map(async (port) => (await listen(port)) ?? listen(0)));
  const ports = servers.map((server) => portOf(server));
  await Promise.all(servers.map((server) => close(server)));
  return ports;
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server | undefined): number {
  const address = server?.address() as AddressInfo | null | undefined;
  if (address === null || address === undefined) throw new Error('No port is free on 127.0.0.1.');
  return address.port;
}

function close(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (server === undefined) resolve();
    else server.close(() => resolve());
  });
}
