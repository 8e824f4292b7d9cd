import { z } from 'zod';
import { SyncError } from '../model/sync-error';
import { pauseEnd } from './retry-after';
import type { ProfileProperty, ProfileWriter } from './profile-writer';
import type { SendAnswer } from './send-answer';
import { explainRefusal, readReason } from './sharepoint-refusal';
import {
  sendToSharePoint,
  sharePointRefused,
  type SharePointAccess,
  type SharePointAnswer,
  type SharePointCall,
} from './sharepoint-request';
import { parseJson } from './parse-json';
import { throwUnlessAnswered } from './web-answer';

const CLAIM_PREFIX = 'i:0#.f|membership|';

const PEOPLE_MANAGER = '/_api/SP.UserProfiles.PeopleManager';

const profileSchema = z.union([
  z.object({ 'odata.null': z.literal(true) }).transform(() => undefined),
  z
    .object({ UserProfileProperties: z.array(z.object({ Key: z.string() })) })
    .transform((profile) => new Set(profile.UserProfileProperties.map(({ Key }) => Key))),
]);

/**
 * SharePoint profiles by `SP.UserProfiles.PeopleManager`, a property a call. SharePoint says no with 500 and a code;
 * only what has no code may be worth another try.
 */
export function createSharePointProfiles(access: SharePointAccess): ProfileWriter {
  return {
    setSingle: (where, value) =>
      set(access, 'SetSingleValueProfileProperty', { ...named(where), propertyValue: value }),
    setMulti: (where, values) =>
      set(access, 'SetMultiValuedProfileProperty', { ...named(where), propertyValues: values }),
    readNames: (userPrincipalName) => readNames(access, userPrincipalName),
  };
}

function named({ userPrincipalName, property }: ProfileProperty): Record<string, string> {
  return { accountName: CLAIM_PREFIX + userPrincipalName, propertyName: property };
}

async function set(
  access: SharePointAccess,
  method: string,
  body: Readonly<Record<string, unknown>>,
): Promise<SendAnswer> {
  const answer = await decided(access, {
    method: 'POST',
    path: `${PEOPLE_MANAGER}/${method}`,
    body: JSON.stringify(body),
  });
  if (answer.status === 200 && parseJson(answer.body) !== undefined) {
    const pauseUntil = pauseEnd(answer.headers, access.now());
    return pauseUntil === undefined ? { kind: 'sent' } : { kind: 'sent', pauseUntil };
  }
  const refusal = explainRefusal(answer.status, readReason(answer.body));
  if (refusal === 'app') throw sharePointRefused(access, answer);
  return refusal;
}

/** A read of somebody who has no profile is 200 and null. */
async function readNames(
  access: SharePointAccess,
  userPrincipalName: string,
): Promise<ReadonlySet<string> | undefined> {
  // In an address a quote is doubled and `#` and `|` are encoded, else SharePoint sees nobody.
  const name = encodeURIComponent((CLAIM_PREFIX + userPrincipalName).replaceAll("'", "''"));
  const path = `${PEOPLE_MANAGER}/GetPropertiesFor(accountName=@v)?@v='${name}'`;
  const answer = await decided(access, { method: 'GET', path });
  const profile = profileSchema.safeParse(parseJson(answer.body));
  if (answer.status === 200 && profile.success) return profile.data;
  const refusal = explainRefusal(answer.status, readReason(answer.body));
  if (refusal === 'app') throw sharePointRefused(access, answer);
  if (refusal.code === 'IdentityNotResolvable') return undefined;
  throw new SyncError('TenantUnavailable', `SharePoint gives no profile: ${refusal.message}`);
}

/** An answer that is about what was asked, and not about the app or nothing at all. */
async function decided(access: SharePointAccess, call: SharePointCall): Promise<SharePointAnswer> {
  const answer = await sendToSharePoint(access, call);
  const explained = readReason(answer.body) !== undefined;
  throwUnlessAnswered(answer, { now: access.now(), explained });
  return answer;
}
