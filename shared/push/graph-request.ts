import type { TokenCredential } from '@azure/identity';
import type { z } from 'zod';
import { ResponseType, type Client, type GraphRequest } from '@microsoft/microsoft-graph-client';
import { SyncError, type RetryLaterError } from '../model/sync-error';
import { missingRoles, readTokenClaims, type RoleUse } from './app-roles';
import { explainAppRefusal } from './explain-app-refusal';
import { GRAPH_SCOPE } from './graph-client';
import { parseJson } from './parse-json';
import { CALL_TIMEOUT_MS } from './send-answer';
import {
  tenantFailure,
  tenantRefused,
  throttledUntil,
  throwUnlessAnswered,
  type WebAnswer,
} from './web-answer';

/** Microsoft Graph, as the app calls it. */
export interface GraphAccess {
  readonly client: Client;
  /** The same that the client has: tells which roles a refused call was made with. */
  readonly credential: TokenCredential;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Makes the call of a request that is otherwise complete. */
export type GraphCall = (request: GraphRequest) => Promise<unknown>;

/**
 * Calls with a time limit and gives the answer back as it came, because the client drops headers of odd answers. What
 * is about the app and not about what was asked throws, see `throwUnlessAnswered`.
 */
export async function sendToGraph(
  request: GraphRequest,
  call: GraphCall,
  { access, uses }: { access: GraphAccess; uses: readonly RoleUse[] },
): Promise<WebAnswer> {
  const answer = await read(request, call, access);
  const now = access.now();
  if (answer.status === 401 && throttledUntil(answer, now) === undefined) {
    throw await appRefused(access, uses);
  }
  throwUnlessAnswered(answer, { now, explained: false });
  return answer;
}

async function read(
  request: GraphRequest,
  call: GraphCall,
  { now }: GraphAccess,
): Promise<WebAnswer> {
  try {
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const response = (await call(
      request.responseType(ResponseType.RAW).options({ signal, redirect: 'error' }),
    )) as Response;
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    throw tenantFailure(error, now());
  }
}

/** The error for a call in which Graph let the app itself not in: names what it lacks. */
export async function appRefused(
  access: GraphAccess,
  uses: readonly RoleUse[],
): Promise<RetryLaterError> {
  const token = await readToken(access);
  return tenantRefused(access.now(), explainAppRefusal({ resource: 'graph', uses, token }));
}

/** Throws `TenantRefused` when the app lacks a role for these uses: then a refusal is not about a single user. */
export async function requireRoles(access: GraphAccess, uses: readonly RoleUse[]): Promise<void> {
  const claims = readTokenClaims(await readToken(access));
  if (missingRoles('graph', uses, claims).length > 0) throw await appRefused(access, uses);
}

/** The credential keeps its token: this is the one that was sent, or a newer one. */
async function readToken({ credential, now }: GraphAccess): Promise<string> {
  try {
    return (await credential.getToken(GRAPH_SCOPE))?.token ?? '';
  } catch (error) {
    throw tenantFailure(error, now());
  }
}

/** What is no answer of Graph, although it says 200, comes from somebody in between. */
export function parseGraph<Output>(schema: z.ZodType<Output>, { body }: WebAnswer): Output {
  const result = schema.safeParse(parseJson(body));
  if (result.success) return result.data;
  throw new SyncError('TenantUnavailable', 'Graph answered in a shape that is not its own.');
}
