import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TenantClient, type Json, type Reply } from './tenant-client';

let tenant: TenantClient;

beforeAll(async () => {
  tenant = await TenantClient.start();
});

afterEach(() => tenant.control({ reset: true }));

afterAll(() => tenant.close());

function send(requests: unknown): Promise<Reply> {
  return tenant.graph('/$batch', { method: 'POST', body: { requests } });
}

async function answersTo(requests: unknown): Promise<Map<string, Json>> {
  const reply = await send(requests);
  expect(reply.status).toBe(200);
  const responses = reply.json().responses as Json[];
  return new Map(responses.map((one): [string, Json] => [String(one.id), one]));
}

function get(id: string, name: string, dependsOn?: string[]): Json {
  return { id, method: 'GET', url: `/users/${name}`, ...(dependsOn ? { dependsOn } : {}) };
}

function patchItem(id: string, name: string, body: unknown): Json {
  const headers = { 'Content-Type': 'application/json' };
  return { id, method: 'PATCH', url: `/users/${name}`, headers, body };
}

describe('a batch', () => {
  test('answers every item by its id, each with its own status', async () => {
    const answers = await answersTo([
      get('read', 'jane@contoso.com'),
      get('nobody', 'unknown@contoso.com'),
      patchItem('write', 'joe@contoso.com', { jobTitle: 'Chef' }),
      patchItem('bad', 'joe@contoso.com', { jobTitle: '' }),
    ]);
    expect(answers.get('read').body.userPrincipalName).toBe('jane@contoso.com');
    expect(answers.get('nobody').status).toBe(404);
    expect(answers.get('write').status).toBe(204);
    expect(answers.get('write')).not.toHaveProperty('body');
    expect(answers.get('bad').body.error.code).toBe('Request_BadRequest');
    expect((await tenant.state('?user=joe@contoso.com')).user.jobTitle).toBe('Chef');
  });

  test('takes 20 items, in no order that a caller could rely on', async () => {
    const items = Array.from({ length: 20 }, (_, index): unknown =>
      get(String(index), 'jane@contoso.com'),
    );
    const orders = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      const responses = (await send(items)).json().responses as Json[];
      expect(responses).toHaveLength(20);
      orders.add(responses.map((one) => String(one.id)).join());
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  test('a failed dependency fails what depends on it', async () => {
    const answers = await answersTo([
      get('first', 'unknown@contoso.com'),
      get('second', 'jane@contoso.com', ['first']),
    ]);
    expect(answers.get('second').status).toBe(424);
  });

  test.each([
    [
      'more than 20 items',
      Array.from({ length: 21 }, (_, index): unknown => get(String(index), 'a')),
    ],
    ['the same id twice', [get('1', 'a'), get('1', 'b')]],
    ['no items', []],
    ['items that are none', [{ id: 1 }]],
    ['a dependency that is not there', [get('1', 'a', ['2'])]],
    [
      'dependencies of a shape that is not supported',
      [get('1', 'a'), get('2', 'a', ['1']), get('3', 'a', ['2']), get('4', 'a', ['1'])],
    ],
  ])('is refused as a whole with %s', async (_what, requests) => {
    expect((await send(requests)).status).toBe(400);
  });

  test('refuses an item with a body but no Content-Type, and a batch inside a batch', async () => {
    const answers = await answersTo([
      { id: '1', method: 'PATCH', url: '/users/jane@contoso.com', body: { jobTitle: 'x' } },
      { id: '2', method: 'POST', url: '/$batch', headers: { 'Content-Type': 'application/json' } },
    ]);
    expect([...answers.values()].map(({ status }) => Number(status))).toEqual([400, 400]);
  });

  test('is throttled item by item, each with its own Retry-After', async () => {
    await tenant.control({ throttle: { target: 'graph', count: 2, retryAfter: '2.128' } });
    const answers = [
      ...(
        await answersTo(['1', '2', '3', '4'].map((id): unknown => get(id, 'jane@contoso.com')))
      ).values(),
    ];
    const throttled = answers.filter(({ status }) => status === 429);
    expect(throttled).toHaveLength(2);
    for (const { headers, body } of throttled) {
      expect(headers['Retry-After']).toBe('2.128');
      expect(body.error.code).toBe('TooManyRequests');
    }
    const { earlyCalls } = await tenant.state('/counts');
    expect(earlyCalls.graph).toBe(0);
  });

  test('can be throttled as a whole', async () => {
    await tenant.control({ throttle: { target: 'graphBatch', count: 1, retryAfter: '60' } });
    expect((await send([get('1', 'jane@contoso.com')])).status).toBe(429);
    expect((await send([get('1', 'jane@contoso.com')])).status).toBe(200);
    expect((await tenant.state('/counts')).earlyCalls.graphBatch).toBe(1);
  });

  test('counts as one request, its items apart', async () => {
    await send([get('1', 'jane@contoso.com'), get('2', 'joe@contoso.com')]);
    const { requests } = await tenant.state('/counts');
    expect(requests.graph).toMatchObject({ total: 1, kinds: { batch: 1, getUser: 2 } });
  });
});
