import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { startAzurite } from '../../../infra/local/azurite';
import type { Azurite } from '../../../infra/local/azurite';
import { startControlServer } from './control-server';
import type { ControlServer } from './control-server';
import { startHostProcess } from './host-process';
import type { AppEvent, HostProcess } from './host-process';

const DAY_MS = 86_400_000;
const TICKING = { 'AzureWebJobs.tick.Disabled': 'false' };

let azurite: Azurite;
let tenant: ControlServer;
let hosts: HostProcess[];

beforeAll(async () => {
  azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
});

beforeEach(async () => {
  hosts = [];
  tenant = await startControlServer();
});

afterEach(async () => {
  await Promise.all(hosts.map((host) => host.end('SIGTERM')));
  tenant.close();
});

afterAll(() => azurite.close());

async function startHost(env: Record<string, string> = {}): Promise<HostProcess> {
  const storage = azurite.connectionString;
  const host = await startHostProcess({ storage, tenantUrl: tenant.url, env });
  hosts.push(host);
  return host;
}

interface TimerArgument {
  isPastDue: boolean;
  scheduleStatus: { last: string; next: string } | null;
}

const is = (name: string) => (event: AppEvent) => event.name === name;
const timerOf = (event: AppEvent) => event['timer'] as TimerArgument;

function eventsOf(host: HostProcess, name: string): AppEvent[] {
  return host.events.filter(is(name));
}

describe('a timer', () => {
  test('is due when the clock is moved, once for all it has missed, and past due after a pause', async () => {
    const first = await startHost();
    await first.event(is('at-start'));
    tenant.setOffset(800 * DAY_MS);
    const { isPastDue, scheduleStatus } = timerOf(await first.event(is('rare')));
    expect(isPastDue).toBe(false);
    expect(scheduleStatus?.last).toMatch(/^0001-01-01/);
    await pause(1000);
    expect(await first.end('SIGTERM')).toBe(0);
    expect(eventsOf(first, 'rare')).toHaveLength(1);

    tenant.setOffset(1200 * DAY_MS);
    const second = await startHost();
    const missed = timerOf(await second.event(is('rare')));
    expect(missed.isPastDue).toBe(true);
    expect(missed.scheduleStatus?.last).not.toMatch(/^0001/);
    expect(await second.end('SIGTERM')).toBe(0);
    expect(eventsOf(second, 'rare')).toHaveLength(1);
  });

  test('is not past due when its schedule has changed', async () => {
    const first = await startHost({ AzureFunctionsWebHost__hostid: 'changed' });
    await first.event(is('at-start'));
    await first.end('SIGTERM');
    tenant.setOffset(400 * DAY_MS);
    const id = { AzureFunctionsWebHost__hostid: 'changed' };
    const second = await startHost({ ...id, RARE: '0 30 4 * * *' });
    await second.event(is('at-start'));
    await pause(500);
    expect(eventsOf(second, 'rare')).toEqual([]);
  });

  test('with runOnStartup runs at each start', async () => {
    for (let start = 0; start < 2; start += 1) {
      const host = await startHost();
      expect(timerOf(await host.event(is('at-start'))).isPastDue).toBe(false);
      await host.end('SIGTERM');
    }
  });

  test('that is due more than once a minute has no status', async () => {
    const host = await startHost(TICKING);
    expect(timerOf(await host.event(is('tick'))).scheduleStatus).toBeNull();
  });

  test('never overlaps itself', async () => {
    const host = await startHost(TICKING);
    await host.event(() => eventsOf(host, 'tick').length >= 3);
    expect(eventsOf(host, 'tick').map((event) => event['ticking'])).toEqual([1, 1, 1]);
  });

  test('runs in one of several hosts, and in the next one when that is killed', async () => {
    const first = await startHost(TICKING);
    await first.event(is('tick'));
    const second = await startHost(TICKING);
    await first.event(() => eventsOf(first, 'tick').length >= 4);
    expect(eventsOf(second, 'tick')).toEqual([]);
    await first.end('SIGKILL');
    await second.event(is('tick'));
  });
});
