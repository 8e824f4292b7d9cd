import { z } from 'zod';
import type { TokenCredential } from '@azure/identity';
import { explainRefusal } from './sharepoint-refusal';
import type { ProfileProperty, ProfileWriter } from './profile-writer';
import { CALL_TIMEOUT_MS, type SendAnswer } from './send-answer';
import { USER_AGENT } from './user-agent';
import {
  parseJson,
  tenantFailure,
  tenantRefused,
  throwUnlessAnswered,
  type WebAnswer,
} from './web-answer';

const CLAIM_PREFIX = 'i:0#.f|membership|';

export interface SharePointProfilesOptions {
  /** `contoso-admin.sharepoint.com`: only there may an app write profiles. */
  readonly adminHost: string;
  readonly credential: TokenCredential;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * SharePoint profiles by `SP.UserProfiles.PeopleManager`, a property a call. SharePoint says no with 500 and a code;
 * only what has no code may be worth another try.
 */
export function createSharePointProfiles(options: SharePointProfilesOptions): ProfileWriter {
  return {
    setSingle: (where, value) =>
      set(options, 'SetSingleValueProfileProperty', { ...named(where), propertyValue: value }),
    setMulti: (where, values) =>
      set(options, 'SetMultiValuedProfileProperty', { ...named(where), propertyValues: values }),
  };
}

function named({ userPrincipalName, property }: ProfileProperty): Record<string, string> {
  return { accountName: CLAIM_PREFIX + userPrincipalName, propertyName: property };
}

async function set(
  options: SharePointProfilesOptions,
  method: string,
  body: Readonly<Record<string, unknown>>,
): Promise<SendAnswer> {
  const answer = await post(options, method, body);
  const now = options.now();
  const reason = readReason(answer.body);
  throwUnlessAnswered(answer, { now, explained: reason !== undefined });
  if (answer.status === 200 && isJson(answer.body)) return { kind: 'sent' };
  const refusal = explainRefusal(answer.status, reason);
  if (refusal === 'app') {
    const message =
      'SharePoint refuses the app: it needs the application roles Sites.FullControl.All and ' +
      'User.ReadWrite.All of SharePoint, and a certificate or managed identity instead of a secret.';
    throw tenantRefused(now, message);
  }
  return refusal;
}

async function post(
  { adminHost, credential, now }: SharePointProfilesOptions,
  method: string,
  body: Readonly<Record<string, unknown>>,
): Promise<WebAnswer> {
  try {
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const scope = `https://${adminHost}/.default`;
    const token = await credential.getToken(scope, { abortSignal: signal });
    const response = await fetch(
      `https://${adminHost}/_api/SP.UserProfiles.PeopleManager/${method}`,
      {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token?.token ?? ''}`,
          Accept: 'application/json;odata=nometadata',
          'Content-Type': 'application/json;charset=utf-8',
          'User-Agent': USER_AGENT,
        },
        body: JSON.stringify(body),
        redirect: 'error',
        signal,
      },
    );
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    throw tenantFailure(error, now());
  }
}

const reasonSchema = z.object({
  'odata.error': z.object({ code: z.string(), message: z.object({ value: z.string() }) }),
});

/** The code and the sentence of a refusal; undefined where there is none. */
function readReason(body: string): { code: string; message: string } | undefined {
  const parsed = reasonSchema.safeParse(parseJson(body));
  if (!parsed.success) return undefined;
  const { code, message } = parsed.data['odata.error'];
  return { code, message: message.value };
}

/** A page of a gateway in between is no answer of SharePoint. */
function isJson(body: string): boolean {
  return parseJson(body) !== undefined;
}
