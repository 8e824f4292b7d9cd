import type { Refusal } from './send-answer';

interface Reason {
  readonly code: string;
  readonly message: string;
}

/** Entra has another master for the attribute, and says so with 400. */
const NOT_OURS = /on-premises mastered|external service|read-only/i;

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
  if (NOT_OURS.test(reason?.message ?? '')) {
    const message = 'Entra takes this attribute from another directory.';
    return { kind: 'refused', code: 'PropertyNotEditable', message };
  }
  return { kind: 'refused', code: 'ValueRefused', message: `Entra refuses the value: ${code}.` };
}
