import { randomUUID } from 'node:crypto';
import { jsonAnswer, textAnswer, type Answer, type Call } from './exchange';
import type { Fill, Refusal } from './throttle';
import type { TokenFault } from './token-gate';

/** A refusal in SharePoint's words; `code` is `{hresult}, {exception type}`. */
export interface SharePointError {
  status: number;
  code: string;
  message: string;
}

export const userProfileNamespace = 'Microsoft.Office.Server.UserProfiles';

/** Whether the caller asked for OData "verbose", which wraps everything in `d` or `error`. */
function isVerbose(call: Call): boolean {
  return /odata=verbose/i.test(call.headers.accept ?? '');
}

function contentType(call: Call): string {
  const level = /odata=(verbose|minimalmetadata|fullmetadata|nometadata)/i.exec(
    call.headers.accept ?? '',
  )?.[1];
  return `application/json;odata=${level?.toLowerCase() ?? 'minimalmetadata'};streaming=true;charset=utf-8`;
}

/** Headers that SharePoint sends along, whatever the answer. */
function serverHeaders(): Record<string, string> {
  return {
    SPRequestGuid: randomUUID(),
    SPClientServiceRequestDuration: '12',
    'X-SharePointHealthScore': '1',
    'X-SP-SERVERSTATE': 'ReadOnly=0',
  };
}

export function oDataAnswer(call: Call, operation: string, value: unknown): Answer {
  const body = isVerbose(call) ? { d: { [operation]: value } } : value;
  return jsonAnswer(200, body, { ...serverHeaders(), 'Content-Type': contentType(call) });
}

/** Null in OData: what a successful write answers, and a read of somebody unknown. */
export function oDataNull(call: Call, operation: string): Answer {
  return isVerbose(call)
    ? oDataAnswer(call, operation, null)
    : oDataAnswer(call, operation, { 'odata.null': true });
}

export function oDataError(call: Call, error: SharePointError): Answer {
  const detail = { code: error.code, message: { lang: 'en-US', value: error.message } };
  const body = isVerbose(call) ? { error: detail } : { 'odata.error': detail };
  return jsonAnswer(error.status, body, { ...serverHeaders(), 'Content-Type': contentType(call) });
}

/** Refused tokens are answered outside OData, with the reason in `x-ms-diagnostics`. */
export function tokenRefusal(fault: TokenFault): Answer {
  const reasons: Record<TokenFault, [code: string, reason: string]> = {
    missing: ['3000001', 'Access denied. No token was sent.'],
    invalid: ['3000006', 'Token contains invalid signature.'],
    audience: ['3000006', 'Token contains invalid signature.'],
    tenant: ['3000006', 'Token contains invalid signature.'],
    expired: ['3000003', 'The token is expired.'],
  };
  const [code, reason] = reasons[fault];
  const description = fault === 'expired' ? reason : 'Invalid issuer or signature.';
  return jsonAnswer(
    401,
    { error_description: description },
    {
      'WWW-Authenticate':
        'Bearer realm="", client_id="00000003-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*"',
      'x-ms-diagnostics': `${code};reason="${reason}";category="invalid_client"`,
    },
  );
}

/** SharePoint refuses tokens that were had for a secret. */
export function unsupportedToken(): Answer {
  return jsonAnswer(401, { error_description: 'Unsupported app only token.' });
}

export function throttled(refusal: Refusal, fill: Fill | undefined): Answer {
  const name = refusal.status === 503 ? '503 SERVER TOO BUSY' : '429 TOO MANY REQUESTS';
  const answer = textAnswer(refusal.status, 'text/html; charset=utf-8', name);
  return {
    ...answer,
    headers: {
      ...answer.headers,
      ...(refusal.retryAfter === null ? {} : { 'Retry-After': refusal.retryAfter }),
      ...rateLimitHeaders(refusal.window === undefined ? undefined : fill),
    },
  };
}

/** IETF draft headers, sent only when four fifths of a window are used. */
export function rateLimitHeaders(fill: Fill | undefined): Record<string, string> {
  if (fill === undefined || fill.used < fill.limit * 0.8) return {};
  return {
    'RateLimit-Limit': String(fill.limit),
    'RateLimit-Remaining': String(Math.max(0, fill.limit - fill.used)),
    'RateLimit-Reset': String(fill.resetSeconds),
  };
}
