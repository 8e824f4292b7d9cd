import type { TokenCredential } from '@azure/identity';
import {
  AuthenticationHandler,
  Client,
  HTTPMessageHandler,
  RetryHandler,
  RetryHandlerOptions,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';

const SCOPE = 'https://graph.microsoft.com/.default';
const RETRY_DELAY_SECONDS = 1;
const MAX_RETRIES = 2;

/**
 * A Graph client that repeats by itself only what passes within seconds: a server that is busy and names no time.
 * A pause that Graph asks for is waited for on the queue, not here. Redirects are not followed: Graph has none.
 */
export function createGraphClient(credential: TokenCredential): Client {
  const authentication = new AuthenticationHandler(
    new TokenCredentialAuthenticationProvider(credential, { scopes: [SCOPE] }),
  );
  const retry = new RetryHandler(
    new RetryHandlerOptions(RETRY_DELAY_SECONDS, MAX_RETRIES, (_delay, _attempt, ...rest) =>
      isWorthRepeating(rest[2]),
    ),
  );
  return Client.initWithMiddleware({
    middleware: chain(authentication, retry, new HTTPMessageHandler()),
  });
}

function isWorthRepeating({ status, headers }: Response): boolean {
  return (status === 503 || status === 504) && !headers.has('Retry-After');
}

function chain(first: Middleware, ...rest: readonly Middleware[]): Middleware {
  let last = first;
  for (const next of rest) {
    last.setNext?.(next);
    last = next;
  }
  return first;
}
