import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { sendRequest, type Json, type Reply, type Sent } from './tenant-client';

let child: ChildProcess;
let url: string;

/** The built program, as it runs beside an app that is killed and started again. */
beforeAll(async () => {
  child = spawn(process.execPath, [resolve('dist/local/tenant.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], LOCAL_TENANT_PORT: '0' },
  });
  if (child.stdout === null) throw new Error('The tenant has no output.');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  url = (JSON.parse(line.replace(/^ready /, '')) as { tenantUrl: string }).tenantUrl;
});

afterAll(() => {
  child.kill('SIGKILL');
});

function send(path: string, sent: Sent = {}): Promise<Reply> {
  return sendRequest(url, path, sent);
}

function control(body: Json): Promise<Reply> {
  return send('/_control', { method: 'POST', body });
}

async function readJane(token: string): Promise<Reply> {
  return send('/v1.0/users/jane@contoso.com', {
    host: 'graph.microsoft.com',
    headers: { Authorization: `Bearer ${token}` },
  });
}

async function graphToken(): Promise<string> {
  const query = 'api-version=2019-08-01&resource=https%3A%2F%2Fgraph.microsoft.com';
  const reply = await send(`/msi/token?${query}`, { headers: { 'X-IDENTITY-HEADER': 'x' } });
  return String(reply.json().access_token);
}

describe('the tenant in a process of its own', () => {
  test('lets tokens expire when its clock is moved, and gives fresh ones', async () => {
    const old = await graphToken();
    expect((await readJane(old)).status).toBe(200);
    await control({ clock: '+25h' });
    const refused = await readJane(old);
    expect(refused.json().error.message).toBe('Access token has expired or is not yet valid.');
    expect((await readJane(await graphToken())).status).toBe(200);
  });

  test('a moved clock ends a Retry-After and empties the windows', async () => {
    const token = await graphToken();
    await control({ throttle: { target: 'graph', count: 1, retryAfter: '600' } });
    expect((await readJane(token)).status).toBe(429);
    await control({ clock: '+11m', limits: { graphUnits: 1 } });
    expect((await readJane(token)).status).toBe(200);
    expect((await readJane(token)).status).toBe(429);
    await control({ clock: '+11s' });
    expect((await readJane(token)).status).toBe(200);
    expect((await send('/_state/counts')).json().earlyCalls.graph).toBe(0);
  });

  test('goes to an instant', async () => {
    const reply = await control({ clock: '2031-01-01T00:00:00Z' });
    expect(reply.json().clock.now).toMatch(/^2031-01-01T00:0/);
  });

  test('ends on SIGTERM with exit code 0', async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});
