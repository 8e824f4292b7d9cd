import { z } from 'zod';
import { SyncError, type SyncErrorCode } from '../model/sync-error';
import type { Refusal } from './send-answer';
import { parseJson } from './parse-json';

interface Reason {
  readonly code: string;
  readonly message: string;
}

interface Meaning {
  /** Part of `odata.error.code`, the name of SharePoint's own exception, or of the sentence where codes vary. */
  readonly sign: RegExp;
  readonly code: SyncErrorCode;
  readonly message: string;
}

/** What SharePoint means with its 500s; the first that fits. Codes that nobody has seen are told by their sentence. */
const MEANINGS: readonly Meaning[] = [
  {
    sign: /UserNotFoundException|User Profile Error 1000|User Not Found/i,
    code: 'IdentityNotResolvable',
    message: 'SharePoint has no profile of this person.',
  },
  {
    sign: /PropertyNotEditable|Property Not Editable/i,
    code: 'PropertyNotEditable',
    message: 'SharePoint does not let the app change this property.',
  },
  {
    sign: /PropertyNotFound|Property No/i,
    code: 'PropertyMissing',
    message: 'SharePoint has no profile property of this name; an administrator has to create it.',
  },
  {
    sign: /insufficient permissions/i,
    code: 'ValueRefused',
    message: 'SharePoint takes only existing terms for this property.',
  },
  {
    sign: /InvalidValue|ArgumentException|FormatException/i,
    code: 'ValueRefused',
    message: 'SharePoint cannot take this value for the property.',
  },
];

const APP_REFUSED = /UnauthorizedAccess|administrator privileges|access profile information/i;

const reasonSchema = z.object({
  'odata.error': z.object({ code: z.string(), message: z.object({ value: z.string() }) }),
});

/** The code and the sentence of a refusal; undefined where there is none. */
export function readReason(body: string): Reason | undefined {
  const reason = reasonSchema.safeParse(parseJson(body)).data?.['odata.error'];
  return reason === undefined ? undefined : { code: reason.code, message: reason.message.value };
}

/**
 * Translates a refusal; `app` when it is the app that is refused and not the property. An answer that is neither
 * success nor refusal throws `TenantUnavailable`.
 */
export function explainRefusal(status: number, reason: Reason | undefined): Refusal | 'app' {
  const text = reason === undefined ? '' : `${reason.code} ${reason.message}`;
  if (status === 403 || APP_REFUSED.test(text)) return 'app';
  if (reason === undefined) {
    throw new SyncError('TenantUnavailable', `SharePoint answered ${status} and nothing else.`);
  }
  const meaning = MEANINGS.find(({ sign }) => sign.test(text));
  if (meaning !== undefined) {
    return { kind: 'refused', code: meaning.code, message: meaning.message };
  }
  const message = `SharePoint refuses this property and says ${codeName(reason.code)}.`;
  return { kind: 'refused', code: 'TenantRefused', message, unknown: true };
}

/** `-1, Microsoft.Office.Server.SomeException` without anything that could be a value. */
function codeName(code: string): string {
  return /^[\w., -]{1,120}$/.test(code) ? code : 'an unknown code';
}
