import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { TableClient } from '@azure/data-tables';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startHostProcess } from './host/host-process';
import type { HostProcess, HostProcessOptions } from './host/host-process';

const DAY_MS = 86_400_000;

let folder: string;
let hosts: HostProcess[];

beforeEach(() => {
  hosts = [];
  folder = mkdtempSync(join(tmpdir(), 'local-system-'));
});

afterEach(async () => {
  await Promise.all(hosts.map((host) => host.end('SIGTERM')));
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: HostProcessOptions = {}): Promise<HostProcess> {
  const host = await startHostProcess(options);
  hosts.push(host);
  return host;
}

function settingsOf(host: HostProcess): TableClient {
  return TableClient.fromConnectionString(host.storage ?? '', 'Settings', {
    allowInsecureConnection: true,
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function startEcho(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, host: headers.host }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('requests for the Microsoft hosts go to the tenant, with their own host in the header', async () => {
  const echo = await startEcho();
  const host = await start({ tenantUrl: echo.url });
  const answer: unknown = await (await fetch(`${host.url}/outbound`)).json();
  expect(answer).toEqual({
    fetch: { method: 'PUT', url: '/v1.0/a?b=c', host: 'graph.microsoft.com' },
    get: { method: 'GET', url: '/d', host: 'contoso-admin.sharepoint.com' },
    request: { method: 'GET', url: '/e', host: 'login.microsoftonline.com' },
  });
  echo.server.close();
});

test('a managed identity gets its token from the simulated tenant and reads its Graph', async () => {
  const host = await start();
  const response = await fetch(`${host.url}/managed-identity`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ userPrincipalName: 'ana@contoso.com' });
});

test('the clock that is moved at the tenant is the clock of the app', async () => {
  const host = await start();
  const body = JSON.stringify({ clock: '+48h' });
  const headers = { 'content-type': 'application/json' };
  const moved = await fetch(`${host.tenantUrl}/_control`, { method: 'POST', headers, body });
  expect(moved.status).toBe(200);
  const times = (await (await fetch(`${host.url}/now`)).text()).split(' ').map(Number);
  for (const time of times) expect(Math.round((time - Date.now()) / DAY_MS)).toBe(2);
});

test('a first start switches the sync on, a later one leaves an edited setting alone', async () => {
  const env = { LOCAL_DATA: folder };
  const first = await start({ env });
  const row = { partitionKey: 'Settings', rowKey: 'SyncConfiguration' };
  const read = async (host: HostProcess) =>
    (await settingsOf(host).getEntity(row.partitionKey, row.rowKey))['Value'];
  expect(await read(first)).toBe('{"TogoUPEnabled":true,"SharePointUPSync":true}');
  await settingsOf(first).updateEntity({ ...row, Value: '{"TogoUPEnabled":false}' });
  expect(await first.end('SIGTERM')).toBe(0);

  const second = await start({ env });
  expect(await read(second)).toBe('{"TogoUPEnabled":false}');
});

test('data survive a runner that was killed, and a second runner keeps away from a folder in use', async () => {
  const env = { LOCAL_DATA: folder };
  const first = await start({ env });
  await settingsOf(first).createEntity({ partitionKey: 'a', rowKey: 'b', Value: 'c' });
  await first.end('SIGKILL');
  const second = await start({ env });
  expect(await settingsOf(second).getEntity('a', 'b')).toMatchObject({ Value: 'c' });
  await expect(start({ env })).rejects.toThrow(/Cannot start: Process \d+ is using/);
}, 180_000);

test('the storage emulator ends with the runner, also when that is killed', async () => {
  const host = await start();
  const ports = [...(host.storage ?? '').matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) =>
    Number(port),
  );
  expect(await Promise.all(ports.map(accepts))).toEqual([true, true, true]);
  await host.end('SIGKILL');
  for (const port of ports) while (await accepts(port)) await pause(50);
});
