import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { account, TenantClient, type Json, type Reply } from './tenant-client';

let tenant: TenantClient;

beforeAll(async () => {
  tenant = await TenantClient.start();
});

afterEach(() => tenant.control({ reset: true }));

afterAll(() => tenant.close());

const jane = account('jane@contoso.com');

function setPhone(value: string): Promise<Reply> {
  return tenant.setSingle(jane, 'CellPhone', value);
}

function readJane(): Promise<Reply> {
  return tenant.graph('/users/jane@contoso.com');
}

async function earlyCalls(): Promise<Json> {
  return (await tenant.state('/counts')).earlyCalls;
}

describe('throttling on request', () => {
  test.each([
    ['graph', 429, '2.128'],
    ['graph', 503, '5'],
    ['peopleManager', 429, '120'],
    ['peopleManager', 503, 'Wed, 01 Jan 2031 00:00:00 GMT'],
    ['peopleManager', 429, null],
  ])(
    'refuses the next calls to %s with %d and Retry-After %s',
    async (target, status, retryAfter) => {
      await tenant.control({ throttle: { target, count: 2, status, retryAfter } });
      const call = target === 'graph' ? readJane : () => setPhone('1');
      const replies = [await call(), await call(), await call()];
      expect(replies.map((reply) => reply.status)).toEqual([status, status, 200]);
      expect(replies[0]?.headers['retry-after']).toBe(retryAfter ?? undefined);
    },
  );

  test('a refused write has no effect', async () => {
    await tenant.control({ throttle: { target: 'peopleManager', count: 1 } });
    await setPhone('1');
    expect((await tenant.profile('jane@contoso.com'))['CellPhone']).toBe('');
  });

  test('counts the calls that come before Retry-After has ended, for that target alone', async () => {
    await tenant.control({ throttle: { target: 'peopleManager', count: 1, retryAfter: '60' } });
    await setPhone('1');
    expect(await earlyCalls()).toMatchObject({ peopleManager: 0, graph: 0 });
    await setPhone('2');
    await readJane();
    expect(await earlyCalls()).toMatchObject({ peopleManager: 1, graph: 0 });
  });

  test('a call after Retry-After has ended is not early', async () => {
    await tenant.control({ throttle: { target: 'graph', count: 1, retryAfter: '0.05' } });
    await readJane();
    await wait(60);
    await readJane();
    expect((await earlyCalls()).graph).toBe(0);
  });

  test('an HTTP date is kept to as well', async () => {
    const retryAfter = new Date(Date.now() + 60_000).toUTCString();
    await tenant.control({ throttle: { target: 'graph', count: 1, retryAfter } });
    await readJane();
    await readJane();
    expect((await earlyCalls()).graph).toBe(1);
  });
});

describe('a storm', () => {
  const hit = (reply: Reply): boolean => reply.status === 429;

  async function callOften(call: () => Promise<Reply>): Promise<Reply[]> {
    return Promise.all(Array.from({ length: 200 }, call));
  }

  test('refuses a share of all calls, on Graph with decimal waits, on SharePoint with whole ones', async () => {
    await tenant.control({ storm: { share: 0.8, seconds: 60, retryAfter: [1, 2] } });
    for (const [call, wait] of [
      [readJane, /^[12]\.\d{3}$/],
      [() => setPhone('1'), /^[12]$/],
    ] as const) {
      const replies = await callOften(call);
      const refused = replies.filter(hit);
      // Of 200 calls, 160 are expected; fewer than 120 or 190 and more does not happen.
      expect(refused.length).toBeGreaterThan(120);
      expect(refused.length).toBeLessThan(190);
      for (const { headers } of refused) expect(headers['retry-after']).toMatch(wait);
    }
  });

  test('refuses items of a batch one by one, and batches as a whole', async () => {
    await tenant.control({ storm: { share: 0.5, seconds: 60 } });
    const requests = Array.from({ length: 20 }, (_, id) => ({
      ...{ id: String(id), method: 'GET', url: '/users/jane@contoso.com' },
    }));
    const batch = () => tenant.graph('/$batch', { method: 'POST', body: { requests } });
    const replies = await Promise.all(Array.from({ length: 40 }, batch));
    const items = replies.flatMap<Json>((reply) => (hit(reply) ? [] : reply.json().responses));
    expect(replies.some(hit)).toBe(true);
    expect(new Set(items.map(({ status }) => status))).toEqual(new Set([200, 429]));
  });

  test('passes by, and can be ended by a reset', async () => {
    await tenant.control({ storm: { share: 1, seconds: 0.5 } });
    expect((await readJane()).status).toBe(429);
    await wait(501);
    expect((await readJane()).status).toBe(200);
    await tenant.control({ storm: { share: 1, seconds: 60 } });
    await tenant.control({ reset: true });
    expect((await readJane()).status).toBe(200);
  });

  test('leaves tokens alone', async () => {
    await tenant.control({ storm: { share: 1, seconds: 60 } });
    tenant.forgetTokens();
    expect(await tenant.appToken('https://graph.microsoft.com')).not.toBe('undefined');
  });
});

describe('the published limits', () => {
  test.each([
    [49, 3500, 1250, 3000],
    [50, 5000, 1250, 3000],
    [500, 5000, 1250, 3000],
    [501, 8000, 1250, 3000],
    [1000, 8000, 1250, 3000],
    [5000, 8000, 2500, 6000],
    [15_000, 8000, 3750, 9000],
    [50_000, 8000, 5000, 12_000],
    [50_001, 8000, 6250, 15_000],
  ])(
    'for %d licences are %d units, %d units of SharePoint and %d calls',
    async (licences, graphUnits, driveUnits, peopleManager) => {
      const { limits } = await tenant.control({ licences });
      expect(limits).toEqual({ graphUnits, graphWrites: 3000, driveUnits, peopleManager });
    },
  );

  test('for people manager end in a 429 of at least 30 seconds, throttled calls counted', async () => {
    await tenant.control({ limits: { peopleManager: 5 } });
    const replies: Reply[] = [];
    for (let call = 1; call <= 6; call += 1) replies.push(await setPhone(String(call)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(replies[2]?.headers).not.toHaveProperty('ratelimit-limit');
    expect(replies[3]?.headers).toMatchObject({
      'ratelimit-limit': '5',
      'ratelimit-remaining': '1',
    });
    expect(Number(replies[5]?.headers['retry-after'])).toBeGreaterThanOrEqual(30);
    expect(Number(replies[5]?.headers['retry-after'])).toBeLessThanOrEqual(300);
  });

  test('for writes through Graph name themselves, and reads go on', async () => {
    await tenant.control({ limits: { graphWrites: 1 } });
    const write = () =>
      tenant.graph('/users/jane@contoso.com', { method: 'PATCH', body: { city: 'Rome' } });
    expect((await write()).status).toBe(204);
    const refused = await write();
    expect(refused.status).toBe(429);
    expect(refused.headers['x-ms-throttle-information']).toBe('WriteLimitExceeded');
    expect(refused.headers['retry-after']).toMatch(/^\d+\.\d{3}$/);
    expect((await readJane()).status).toBe(200);
  });

  test('can be switched off', async () => {
    await tenant.control({ limits: { graphUnits: 0 } });
    expect((await readJane()).status).toBe(429);
    await tenant.control({ limits: { graphUnits: null } });
    expect((await readJane()).status).toBe(200);
  });
});

describe('faults on request', () => {
  function fault(kind: string, more: Json = {}): Promise<Json> {
    return tenant.control({ fault: { target: 'peopleManager', kind, ...more } });
  }

  test('a cut before leaves nothing done, a cut after leaves it done', async () => {
    await fault('reset-before');
    await expect(setPhone('before')).rejects.toThrow();
    expect((await tenant.profile('jane@contoso.com'))['CellPhone']).toBe('');
    await fault('reset-after');
    await expect(setPhone('after')).rejects.toThrow();
    expect((await tenant.profile('jane@contoso.com'))['CellPhone']).toBe('after');
  });

  test('a cut PATCH through Graph may have been carried out', async () => {
    await tenant.control({ fault: { target: 'graph', kind: 'reset-after' } });
    const sent = { method: 'PATCH', body: { city: 'Rome' } };
    await expect(tenant.graph('/users/jane@contoso.com', sent)).rejects.toThrow();
    expect((await tenant.state('?user=jane@contoso.com')).user.city).toBe('Rome');
  });

  test('a permanent 500 says no in the words of each service', async () => {
    await fault('500-permanent');
    const sharePoint = await setPhone('1');
    await tenant.control({ fault: { target: 'graph', kind: '500-permanent' } });
    const graph = await readJane();
    expect([sharePoint.status, graph.status]).toEqual([500, 500]);
    expect(sharePoint.json()['odata.error'].code).toMatch(/^-1, /);
    expect(graph.json().error.code).toMatch(/^-1, /);
  });

  test('a page of a gateway is no JSON', async () => {
    await fault('html', { status: 502 });
    const reply = await setPhone('1');
    expect([reply.status, reply.headers['content-type']]).toEqual([502, 'text/html']);
  });

  test('a slow answer comes in the end', async () => {
    await fault('slow', { delayMs: 20 });
    expect((await setPhone('1')).status).toBe(200);
  });

  test('meets only the calls that it is meant for', async () => {
    await fault('500-permanent', { matching: 'joe@contoso.com' });
    expect((await setPhone('1')).status).toBe(200);
    expect((await tenant.setSingle(account('joe@contoso.com'), 'CellPhone', '1')).status).toBe(500);
  });

  test('is gone once it has met as many calls as asked', async () => {
    await fault('500-permanent', { count: 2 });
    const statuses = [await setPhone('1'), await setPhone('1'), await setPhone('1')];
    expect(statuses.map(({ status }) => status)).toEqual([500, 500, 200]);
  });
});
