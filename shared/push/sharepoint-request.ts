import type { TokenCredential } from '@azure/identity';
import type { RetryLaterError } from '../model/sync-error';
import { explainAppRefusal } from './explain-app-refusal';
import { CALL_TIMEOUT_MS } from './send-answer';
import { USER_AGENT } from './user-agent';
import { tenantFailure, tenantRefused, throttledUntil, type WebAnswer } from './web-answer';

/** SharePoint's administration host, as the app calls it. */
export interface SharePointAccess {
  /** `contoso-admin.sharepoint.com`: only there may an app write profiles. */
  readonly adminHost: string;
  readonly credential: TokenCredential;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface SharePointCall {
  readonly method: 'GET' | 'POST';
  /** From the host's root on, encoded. */
  readonly path: string;
  /** Sent as JSON, unless `contentType` says what the text is. */
  readonly body?: string;
  readonly contentType?: string;
}

/** An answer, and the token of the call, which says what a refused app lacks. */
export interface SharePointAnswer extends WebAnswer {
  readonly token: string;
}

/**
 * Calls with a time limit and gives the answer back as it came, but for a token that is not accepted: that throws
 * `TenantRefused` and names what the app lacks. What cannot be reached throws `TenantUnavailable`.
 */
export async function sendToSharePoint(
  access: SharePointAccess,
  call: SharePointCall,
): Promise<SharePointAnswer> {
  const answer = await send(access, call);
  const isThrottled = throttledUntil(answer, access.now()) !== undefined;
  if (answer.status === 401 && !isThrottled) throw sharePointRefused(access, answer);
  return answer;
}

async function send(
  { adminHost, credential, now }: SharePointAccess,
  call: SharePointCall,
): Promise<SharePointAnswer> {
  try {
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const scope = `https://${adminHost}/.default`;
    const token = (await credential.getToken(scope, { abortSignal: signal }))?.token ?? '';
    const response = await fetch(`https://${adminHost}${call.path}`, {
      method: call.method,
      headers: { ...headersOf(call), Authorization: `Bearer ${token}` },
      body: call.body ?? null,
      redirect: 'error',
      signal,
    });
    const { status, headers } = response;
    return { status, headers, body: await response.text(), token };
  } catch (error) {
    throw tenantFailure(error, now());
  }
}

function headersOf({ body, contentType }: SharePointCall): Record<string, string> {
  return {
    Accept: 'application/json;odata=nometadata',
    ...(body === undefined
      ? {}
      : { 'Content-Type': contentType ?? 'application/json;charset=utf-8' }),
    'User-Agent': USER_AGENT,
  };
}

/** The error for an answer that refuses the app itself: names what it lacks. */
export function sharePointRefused(
  { now }: SharePointAccess,
  { token }: SharePointAnswer,
): RetryLaterError {
  const message = explainAppRefusal({ resource: 'sharePoint', uses: ['profiles'], token });
  return tenantRefused(now(), message);
}
