import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphError, type Client } from '@microsoft/microsoft-graph-client';
import { graphSdk } from './graph-sdk';
import { TenantClient, type Json } from './tenant-client';

let tenant: TenantClient;
let graph: Client;

beforeAll(async () => {
  tenant = await TenantClient.start();
  graph = graphSdk(tenant);
});

afterEach(() => tenant.control({ reset: true }));

afterAll(() => tenant.close());

describe('the Graph client against this tenant', () => {
  test('reads, writes and reads again', async () => {
    const user = graph.api('/users/jane@contoso.com').select(['id', 'department']);
    expect(await user.get()).toMatchObject({ department: null });
    await expect(
      graph.api('/users/jane@contoso.com').patch({ department: 'R&D' }),
    ).resolves.toBeUndefined();
    expect(await user.get()).toMatchObject({ department: 'R&D' });
  });

  test('finds people by a filter with a quote in it', async () => {
    const found: Json = await graph.api('/users').filter(`mail eq 'o''neil@contoso.com'`).get();
    expect(found.value).toHaveLength(1);
  });

  test('makes errors of the refusals, with code and message', async () => {
    const refused = graph.api('/users/jane@contoso.com').patch({ mobilePhone: '' });
    await expect(refused).rejects.toBeInstanceOf(GraphError);
    await expect(refused).rejects.toMatchObject({
      statusCode: 400,
      code: 'Request_BadRequest',
      message: "Invalid value specified for property 'mobilePhone' of resource 'User'.",
    });
  });

  test('waits as long as a decimal Retry-After says', async () => {
    await tenant.control({ throttle: { target: 'graph', count: 1, retryAfter: '0.128' } });
    await expect(graph.api('/users/jane@contoso.com').get()).resolves.toHaveProperty('id');
    const { requests, earlyCalls } = await tenant.state('/counts');
    expect(requests.graph.statuses).toEqual({ 200: 1, 429: 1 });
    expect(earlyCalls.graph).toBe(0);
  });

  test('sends batches', async () => {
    const body = { requests: [{ id: 'a', method: 'GET', url: '/users/jane@contoso.com' }] };
    const { responses }: Json = await graph.api('/$batch').post(body);
    expect(responses).toMatchObject([{ id: 'a', status: 200 }]);
  });
});
