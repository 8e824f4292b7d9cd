import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AuthenticationHandler,
  Client,
  GraphError,
  RetryHandler,
  RetryHandlerOptions,
  type Context,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import { sendRequest, TenantClient, type Json } from './tenant-client';

let tenant: TenantClient;
let graph: Client;

/** The last link of the client's chain: the same request, to the tenant, under the same host name. */
class TenantHandler implements Middleware {
  async execute(context: Context): Promise<void> {
    const { host, pathname, search } = new URL(String(context.request));
    const headers = Object.fromEntries(new Headers(context.options?.headers).entries());
    const {
      status,
      headers: given,
      text,
    } = await sendRequest(tenant.url, pathname + search, {
      method: context.options?.method ?? 'GET',
      host,
      headers,
      ...(context.options?.body ? { body: context.options.body } : {}),
    });
    const answered = Object.entries(given).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    context.response = new Response(status === 204 ? null : text, { status, headers: answered });
  }
}

beforeAll(async () => {
  tenant = await TenantClient.start();
  const getAccessToken = () => tenant.appToken('https://graph.microsoft.com');
  const middleware = [
    new AuthenticationHandler({ getAccessToken }),
    new RetryHandler(new RetryHandlerOptions()),
    new TenantHandler(),
  ];
  graph = Client.initWithMiddleware({ middleware });
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
