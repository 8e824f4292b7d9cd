import type { Refusal } from './send-answer';

interface Reason {
  readonly code: string;
  readonly message: string;
}

/** Entra has another master for the attribute, and says so with 400. */
const NOT_OURS = /on-premises mastered|external service|read-only/i;

/** Attributes that SharePoint keeps are refused by SharePoint's own exceptions, in a 500 that is no failure. */
const OF_SHAREPOINT = /^-1, Microsoft\.Office\./;

/** Whether a 5xx of Graph means "no" and will mean it the next time, too. */
export function isRefusal(reason: Reason | undefined): boolean {
  return OF_SHAREPOINT.test(reason?.code ?? '');
}

/** What a refused `PATCH /users` means for the attributes in it. */
export function explainGraphRefusal(status: number, reason: Reason | undefined): Refusal {
  const code = reason?.code ?? String(status);
  if (status === 404) {
    const message = 'Entra no longer has this user.';
    return { kind: 'refused', code: 'IdentityNotResolvable', message };
  }
  if (status === 403) {
    const message =
      'Entra does not let the app change this: it needs the application role User.ReadWrite.All, ' +
      'and a higher directory role for phones of administrators.';
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
  return { kind: 'refused', code: 'ValueRefused', message: `Entra refuses the value: ${code}.` };
}
