import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { findFreePorts } from '../../infra/local/free-ports';

test('a wanted port is taken where it is free, and replaced where somebody listens', async () => {
  const [free = 0] = await findFreePorts([0]);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const taken = (server.address() as AddressInfo).port;
  const [first, second] = await findFreePorts([free, taken]);
  server.close();
  expect(first).toBe(free);
  expect([0, free, taken]).not.toContain(second);
});

test('several free ports differ', async () => {
  expect(new Set(await findFreePorts([0, 0, 0])).size).toBe(3);
});
