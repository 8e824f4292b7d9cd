import { z } from 'zod';
import type { Refusal } from './send-answer';
import { parseJson } from './parse-json';
import type { WebAnswer } from './web-answer';

interface Reason {
  readonly code: string;
  readonly message: string;
}

/** Entra has another master for the attribute, and says so with 400. */
const NOT_OURS = /on-premises mastered|external service|read-only/i;

/** Attributes that SharePoint keeps are refused by SharePoint's own exceptions, in a 500 that is no failure. */
const OF_SHAREPOINT = /^-1, Microsoft\.Office\./;

const reasonSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Graph's code and sentence for an error; undefined where there is none. */
export function readReason({ body }: WebAnswer): Reason | undefined {
  return reasonSchema.safeParse(parseJson(body)).data?.error;
}

/** Whether a 5xx of Graph means "no" and will mean it the next time, too. */
export function isRefusal(reason: Reason | undefined): boolean {
  return OF_SHAREPOINT.test(reason?.code ?? '');
}

/** What a refused `PATCH /users` means for the attributes in it. */
export function explainGraphRefusal(answer: WebAnswer): Refusal {
  const reason = readReason(answer);
  if (answer.status === 404) {
    const message = 'Entra no longer has this user.';
    return { kind: 'refused', code: 'IdentityNotResolvable', message };
  }
  if (answer.status === 403) {
    const message =
      'Entra does not let the app change this: phones and mail addresses of administrators need a ' +
      'higher directory role.';
    return { kind: 'refused', code: 'TenantRefused', message };
  }
  if (isRefusal(reason)) {
    const message = 'SharePoint keeps this attribute and does not let the app change it.';
    return { kind: 'refused', code: 'PropertyNotEditable', message };
  }
  if (NOT_OURS.test(reason?.message ?? '')) {
    const message = 'Entra takes this attribute from another directory.';
    return { kind: 'refused', code: 'PropertyNotEditable', message };
  }
  const code = reason?.code ?? String(answer.status);
  return { kind: 'refused', code: 'ValueRefused', message: `Entra refuses the value: ${code}.` };
}
