import { hashOf, type PushWord } from './plan-push';
import type { PushCase } from './push-case';
import type { PushError, PushTarget } from './push-error';
import type { Refusal } from './send-answer';

/** Where there is no account or profile there is nothing to call for: all words of that kind wait for it (row S40). */
export function noteRefusal(
  one: PushCase,
  word: PushWord,
  { code, message, target }: Pick<Refusal, 'code' | 'message'> & { readonly target: PushTarget },
): void {
  const error: PushError = { code, message, target };
  if (code !== 'IdentityNotResolvable') {
    const property = word.to === 'entra' ? word.attribute : word.property;
    note(one, word, { ...error, property });
    return;
  }
  one.identityLost = true;
  for (const other of one.plan.words.filter(({ to }) => to === word.to)) {
    if (!one.results.has(other.id)) note(one, other, error);
  }
}

function note(one: PushCase, { id, value }: PushWord, error: PushError): void {
  one.results.set(id, 'refused');
  one.refusals.set(id, { ...error, of: hashOf(value) });
}
