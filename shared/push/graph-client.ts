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
import { USER_AGENT } from './user-agent';

export const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';

const RETRY_DELAY_SECONDS = 1;
const MAX_RETRIES = 2;

/** What Graph is to know of every request: whose it is, and that people who wait for an answer go first. */
const HEADERS = { 'User-Agent': USER_AGENT, 'x-ms-throttle-priority': 'Low' };

/**
 * For a request that only reads, though it is no GET: it is repeated as one.
 *
 * A write never is. A gateway that answers 503 or 504 may have passed it on, and Graph may carry it out late; when a
 * repetition succeeds, nobody doubts the first one any more, which can then undo a newer value. Without one the
 * people stay in doubt and are sent again later, with the values of then (K9).
 */
export const REPEATED_LIKE_A_READ: RetryHandlerOptions = new RetryHandlerOptions(
  RETRY_DELAY_SECONDS,
  MAX_RETRIES,
  (_delay, _attempt, ...rest) => isWorthRepeating(rest[2]),
);

/**
 * A Graph client that repeats by itself only what passes within seconds: a read from a server that is busy and names
 * no time. A pause that Graph asks for is waited for on the queue, not here. Redirects are not followed: Graph has
 * none for us.
 */
export function createGraphClient(credential: TokenCredential): Client {
  const authentication = new AuthenticationHandler(
    new TokenCredentialAuthenticationProvider(credential, { scopes: [GRAPH_SCOPE] }),
  );
  const retry = new RetryHandler(
    new RetryHandlerOptions(
      RETRY_DELAY_SECONDS,
      MAX_RETRIES,
      (_delay, _attempt, ...rest) => rest[1]?.method === 'GET' && isWorthRepeating(rest[2]),
    ),
  );
  return Client.initWithMiddleware({
    middleware: chain(authentication, retry, new HTTPMessageHandler()),
    fetchOptions: { headers: HEADERS },
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
