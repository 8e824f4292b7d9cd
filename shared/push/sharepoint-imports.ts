import { z } from 'zod';
import { SyncError } from '../model/sync-error';
import { csomImports } from './csom-imports';
import { explainImportRefusal } from './import-refusal';
import type { OfficeTenantAnswer, OfficeTenantQuestion, OfficeTenantWire } from './office-tenant';
import {
  IMPORT_STATES,
  type ImportAnswer,
  type ImportForm,
  type ImportJob,
  type ProfileImports,
} from './profile-imports';
import { restImports } from './rest-imports';
import {
  sendToSharePoint,
  sharePointRefused,
  type SharePointAccess,
  type SharePointAnswer,
} from './sharepoint-request';
import { throwUnlessAnswered } from './web-answer';

const WIRES: Readonly<Record<ImportForm, OfficeTenantWire>> = {
  csom: csomImports,
  rest: restImports,
};

/** SharePoint's bulk import of user profiles, in either form. */
export function createSharePointImports(access: SharePointAccess): ProfileImports {
  return {
    async queue(order, form) {
      const question = { method: 'QueueImportProfileProperties', ...order } as const;
      const { answer, web } = await ask(access, question, WIRES[form]);
      if (answer.kind === 'value') return queued(answer.value);
      const refusal = explainImportRefusal(answer, order);
      if (refusal === 'app') throw sharePointRefused(access, web);
      return refusal;
    },
    async find(jobId, form) {
      const question = { method: 'GetImportProfilePropertyJob', jobId } as const;
      return toJob(valueOf(access, await ask(access, question, WIRES[form])));
    },
    async list(form) {
      const question = { method: 'GetImportProfilePropertyJobs' } as const;
      const value = valueOf(access, await ask(access, question, WIRES[form]));
      return listSchema.parse(value).flatMap((one) => toJob(one) ?? []);
    },
  };
}

interface Asked {
  readonly answer: OfficeTenantAnswer;
  readonly web: SharePointAnswer;
}

async function ask(
  access: SharePointAccess,
  question: OfficeTenantQuestion,
  wire: OfficeTenantWire,
): Promise<Asked> {
  const web = await sendToSharePoint(access, { method: 'POST', ...wire.request(question) });
  const answer = wire.read(question, web.body);
  throwUnlessAnswered(web, { now: access.now(), explained: answer?.kind === 'error' });
  if (web.status === 403) throw sharePointRefused(access, web);
  if (answer !== undefined && (web.status === 200 || answer.kind === 'error')) {
    return { answer, web };
  }
  throw new SyncError('TenantUnavailable', `SharePoint answered ${web.status} and nothing else.`);
}

/** To a question about jobs there is no good reason to say no, and none that time could not mend. */
function valueOf(access: SharePointAccess, { answer, web }: Asked): unknown {
  if (answer.kind === 'value') return answer.value;
  const refusal = explainImportRefusal(answer, { properties: [] });
  if (refusal === 'app') throw sharePointRefused(access, web);
  const message = refusal.kind === 'refused' ? refusal.message : 'SharePoint shows no imports.';
  throw new SyncError('TenantUnavailable', message);
}

const EMPTY_GUID = '00000000-0000-0000-0000-000000000000';

/** CSOM wraps a GUID as `/Guid(…)/`. Undefined for the empty one, which SharePoint gives for jobs that it started, too. */
const jobIdSchema = z
  .string()
  .nullish()
  .transform((text) => {
    const guid = (/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text ?? '') ?? [])[0];
    return guid === undefined || guid === EMPTY_GUID ? undefined : guid.toLowerCase();
  });

function queued(value: unknown): ImportAnswer {
  const jobId = jobIdSchema.safeParse(value).data;
  return jobId === undefined ? { kind: 'queued' } : { kind: 'queued', jobId };
}

const jobSchema = z.looseObject({
  JobId: jobIdSchema,
  State: z.number(),
  Error: z.number(),
  SourceUri: z.string().nullish(),
  LogFolderUri: z.string().nullish(),
});

const listSchema = z
  .union([z.array(z.unknown()), z.looseObject({ _Child_Items_: z.array(z.unknown()) })])
  .nullish()
  .transform((list) => (Array.isArray(list) ? list : (list?._Child_Items_ ?? [])));

/** Undefined where SharePoint describes no job. */
function toJob(value: unknown): ImportJob | undefined {
  const parsed = jobSchema.safeParse(value);
  if (!parsed.success || parsed.data.JobId === undefined) return undefined;
  const { JobId: jobId, State, Error: error, SourceUri, LogFolderUri } = parsed.data;
  return {
    jobId,
    state: IMPORT_STATES[State] ?? 'unknown',
    error,
    fileUrl: SourceUri ?? '',
    ...(typeof LogFolderUri === 'string' && LogFolderUri !== ''
      ? { logFolderUrl: LogFolderUri }
      : {}),
  };
}
