import {
  AuthenticationHandler,
  Client,
  RetryHandler,
  RetryHandlerOptions,
  type Context,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import { graphHost, sendRequest, type TenantClient } from './tenant-client';

/** Microsoft's own client for Graph, with its usual middleware, speaking to the tenant. */
export function graphSdk(tenant: TenantClient): Client {
  const getAccessToken = (): Promise<string> => tenant.appToken(`https://${graphHost}`);
  const middleware = [
    new AuthenticationHandler({ getAccessToken }),
    new RetryHandler(new RetryHandlerOptions()),
    new TenantHandler(tenant.url),
  ];
  return Client.initWithMiddleware({ middleware });
}

/** The last link of the client's chain: the same request, to the tenant, under the same host name. */
class TenantHandler implements Middleware {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async execute(context: Context): Promise<void> {
    const { host, pathname, search } = new URL(String(context.request));
    const reply = await sendRequest(this.#url, pathname + search, {
      method: context.options?.method ?? 'GET',
      host,
      headers: Object.fromEntries(new Headers(context.options?.headers).entries()),
      ...(context.options?.body ? { body: context.options.body } : {}),
    });
    const headers = Object.entries(reply.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    const body = reply.status === 204 ? null : reply.text;
    context.response = new Response(body, { status: reply.status, headers });
  }
}
