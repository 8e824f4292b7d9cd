import { csomError } from './csom-answer';
import { textAnswer, type Answer, type Call } from './exchange';
import type { KindedAnswer } from './graph-operation';
import type { OfficeTenantRefusal } from './office-tenant';
import { csomMethod, parseCsom, runCsom } from './office-tenant-csom';
import { restMethod, runRest } from './office-tenant-rest';
import { oDataError, throttled, tokenRefusal, unsupportedToken } from './sharepoint-answers';
import { accessDenied, profileAccessDenied, unexpectedFailure } from './sharepoint-refusals';
import type { World } from './world';

/** What the log calls the methods. */
const kinds: Record<string, string> = {
  queueimportprofileproperties: 'queue',
  getimportprofilepropertyjob: 'find',
  getimportprofilepropertyjobs: 'list',
  deleteimportprofilepropertiesjob: 'delete',
};

/** Whether a call on a SharePoint host is one of Office365Tenant, in either wire format. */
export function isForOfficeTenant({ path }: Call): boolean {
  return isCsom(path) || restMethod(path) !== undefined;
}

/** Office365Tenant: bulk imports of profile properties, on the administration host alone. */
export async function answerOfficeTenant(world: World, call: Call): Promise<KindedAnswer> {
  const verdict = await world.gate.check(call, [`https://${call.host}`]);
  if (!verdict.ok) return { ...tokenRefusal(verdict.fault), kind: 'refused' };
  if (verdict.claims['appidacr'] !== '2') return { ...unsupportedToken(), kind: 'refused' };
  const asked = readAsked(call);
  const refusal = world.throttle.admit('bulkImport', []);
  const answer =
    refusal === undefined
      ? answerAsked(world, { call, asked, roles: verdict.roles })
      : throttled(refusal, undefined);
  return { ...answer, kind: kinds[asked.method?.toLowerCase() ?? ''] ?? 'unknown' };
}

type Asked =
  | { form: 'csom'; method: string | undefined; request: ReturnType<typeof parseCsom> }
  | { form: 'rest'; method: string };

function readAsked(call: Call): Asked {
  const rest = restMethod(call.path);
  if (rest !== undefined) return { form: 'rest', method: rest };
  const isXml = call.headers['content-type']?.toLowerCase().includes('xml') === true;
  const request = parseCsom(isXml && call.method === 'POST' ? call.body.toString('utf8') : '');
  return { form: 'csom', method: 'actions' in request ? csomMethod(request) : undefined, request };
}

interface Visit {
  call: Call;
  asked: Asked;
  roles: readonly string[];
}

function answerAsked(world: World, visit: Visit): Answer {
  const { call, asked, roles } = visit;
  if (call.host !== world.hosts.sharePointAdmin) return denied(visit);
  if (!roles.includes('Sites.FullControl.All')) return denied(visit);
  if (!roles.includes('User.ReadWrite.All')) return profileDenied(visit);
  const text = `${call.path} ${call.body.toString('utf8')}`;
  if (world.faults.take('bulkImport', ['500-permanent'], text) !== undefined) return failed(visit);
  if (asked.form === 'rest') return runRest(world, call, asked.method);
  return 'actions' in asked.request ? runCsom(world, asked.request) : csomError(asked.request);
}

/** Before the client object model is reached at all. */
function denied({ call, asked }: Visit): Answer {
  return asked.form === 'rest'
    ? oDataError(call, accessDenied)
    : textAnswer(403, 'text/plain; charset=utf-8', '403 FORBIDDEN');
}

function profileDenied({ call, asked }: Visit): Answer {
  if (asked.form === 'rest') return oDataError(call, profileAccessDenied);
  return csomError({
    code: -2147024891,
    type: 'System.UnauthorizedAccessException',
    message:
      'Access denied. You do not have permission to perform this action or access this resource.',
  });
}

function failed({ call, asked }: Visit): Answer {
  if (asked.form === 'rest') return oDataError(call, unexpectedFailure);
  const unknown: OfficeTenantRefusal = {
    code: -1,
    type: 'Microsoft.SharePoint.Client.UnknownError',
    message: 'Unknown Error',
  };
  return csomError(unknown);
}

function isCsom(path: string): boolean {
  return path.toLowerCase() === '/_vti_bin/client.svc/processquery';
}
