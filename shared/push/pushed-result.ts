import type { PushOutcome } from '../model/outcome';
import type { PersonPushed, PersonToPush } from './person-to-push';
import { isActive, isResolved, nobodyFound, type PushCase } from './push-case';
import type { PushError } from './push-error';

/** What became of a person who is finished, for everyone who asked. */
export function pushedResult(one: PushCase): readonly PersonPushed[] {
  const upn = one.profile?.fields.upn;
  const named = upn === undefined ? {} : { upn };
  return one.asked.map((person) => {
    if (!isActive(one)) return { person, outcome: 'skipped', errors: [] };
    const errors = errorsOf(one).map((error) => softened(error, person));
    return { person, ...named, errors, outcome: outcomeOf(one, { person, errors }) };
  });
}

/** What is worth another try later: refused by the tenant, now or since it was asked for, or shared with somebody. */
export function passingErrors(one: PushCase): readonly PushError[] {
  const nobody = isResolved(one) ? undefined : nobodyFound(one);
  const now = [...one.refusals.values()].map(({ of: _, ...error }) => error);
  const known = nobody === undefined ? one.plan.refusals : [nobody];
  return distinct([...known, ...now, ...one.errors]);
}

function errorsOf(one: PushCase): readonly PushError[] {
  const isNobody = one.plan.words.length > 0 && one.addresses.length === 0;
  const message =
    'The person has no upn, loginName, account or email to be found by in the tenant.';
  const missing: PushError[] = isNobody ? [{ code: 'IdentityMissing', message }] : [];
  return [...missing, ...one.plan.errors, ...passingErrors(one)];
}

/** A profile that is not there is one error, however many of its properties wait for it. */
function distinct(errors: readonly PushError[]): PushError[] {
  const keyed = errors.map((error): [string, PushError] => [
    `${error.code} ${error.target ?? ''} ${error.property ?? ''}`,
    error,
  ]);
  return [...new Map(keyed).values()];
}

/** Somebody who is not there yet is a warning at first, and an error when they are still missing later (row S40). */
function softened(error: PushError, { attempt }: PersonToPush): PushError {
  const mayCome = error.code === 'IdentityNotResolvable' && attempt < 2;
  return mayCome ? { ...error, warning: true } : error;
}

function outcomeOf(
  { plan, record, results, stored }: PushCase,
  { person, errors }: { person: PersonToPush; errors: readonly PushError[] },
): PushOutcome {
  if (errors.some(({ warning }) => warning !== true)) return 'failed';
  if (errors.length > 0) return 'waiting';
  const wasSent = [...results.values()].includes('sent');
  const wasSentBefore = (stored?.record ?? record).pushedFor.includes(person.submissionId);
  if (wasSent || wasSentBefore) return 'pushed';
  return plan.skips && Object.keys(record.sent).length === 0 ? 'skipped' : 'unchanged';
}
