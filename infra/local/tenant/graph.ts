import { driveError } from './drive-refusals';
import type { Answer, Call } from './exchange';
import { readJson } from './exchange';
import { answerBatch } from './graph-batch';
import { graphError, type KindedAnswer } from './graph-operation';
import { runGraphOperation } from './graph-operations';
import type { TokenFault } from './token-gate';
import type { World } from './world';

/** Everything that graph.microsoft.com answers, version 1.0. */
export async function answerGraph(world: World, call: Call): Promise<KindedAnswer> {
  const audiences = [`https://${world.hosts.graph}`, '00000003-0000-0000-c000-000000000000'];
  const verdict = await world.gate.check(call, audiences);
  if (!verdict.ok) return { ...tokenRefusal(verdict.fault), kind: 'refused' };
  const path = /^\/v1\.0(\/.*)$/.exec(call.path)?.[1];
  if (path === undefined) return { ...unknownVersion(), kind: 'unknown' };
  if (call.isTooLarge) return { ...tooLargeBody(), kind: 'tooLarge' };
  if (/^\/(\$|%24)batch$/i.test(path)) {
    world.throttle.arrive('graphBatch', call.arrivedAt);
    return answerBatch(world, call, verdict.roles);
  }
  return runGraphOperation(world, {
    method: call.method,
    url: call.query === '' ? path : `${path}?${call.query}`,
    contentType: call.headers['content-type'],
    body: isUpload(path) ? undefined : readJson(call.body),
    content: call.body,
    ifMatch: call.headers['if-match'],
    roles: verdict.roles,
  });
}

/** Bytes, which are not to be read as JSON even if they look like it. */
function isUpload(path: string): boolean {
  return path.endsWith('/content');
}

function tooLargeBody(): Answer {
  const message = 'The request body is larger than 250 MB.';
  return driveError(413, { code: 'invalidRequest', message, detail: 'maxFileSizeExceeded' });
}

function unknownVersion(): Answer {
  return graphError(400, 'BadRequest', 'Invalid version.');
}

function tokenRefusal(fault: TokenFault): Answer {
  const messages: Record<TokenFault, string> = {
    missing: 'Access token is empty.',
    invalid: 'Access token validation failure. Invalid signature.',
    expired: 'Access token has expired or is not yet valid.',
    audience: 'Access token validation failure. Invalid audience.',
    tenant: 'Access token validation failure. Invalid issuer.',
  };
  const answer = graphError(401, 'InvalidAuthenticationToken', messages[fault]);
  const challenge =
    'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"';
  return { ...answer, headers: { ...answer.headers, 'WWW-Authenticate': challenge } };
}
