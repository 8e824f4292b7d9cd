import type { z } from 'zod';
import type { PersonKey } from '../model/person-key';
import type { ProfileChange } from '../model/profile-change';
import { SYNC_ERROR_CODES } from '../model/sync-error';
import { PROFILE_FIELDS } from '../model/user-profile';
import { accept, refuse, type Fault, type Verdict } from './fault';
import { createFindName, foldNames } from './fold-names';
import { profileFieldsSchema } from './profile-fields-schema';
import { readUserId } from './read-user-id';
import { validateExtended, type ExtendedRules } from './validate-extended';

const findName = createFindName(['userId', ...PROFILE_FIELDS, 'extended_props']);

/** A person that is accepted, still without a place in the delivery. */
export interface ValidUser {
  readonly key: PersonKey;
  readonly change: Omit<ProfileChange, 'index'>;
}

/**
 * Validates one entry of `users` (rows S10–S38). The first fault is the verdict, `userId` being looked at first.
 * Members that the document does not know are ignored: nothing is stored of them.
 */
export function validateUser(source: unknown, rules: ExtendedRules): Verdict<ValidUser> {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    return refuse('TypeMismatch', 'The entry must be an object.');
  }
  const members = foldNames(source, findName, '');
  if (!members.ok) return members;
  const id = readUserId(members.value.userId);
  if (!id.ok) return id;
  const fields = profileFieldsSchema.safeParse(members.value);
  if (!fields.success) return refuseIssue(fields.error.issues[0]);
  const extended = validateExtended(members.value.extended_props, rules);
  if (!extended.ok) return extended;
  const { userId, key } = id.value;
  return accept({ key, change: { userId, fields: fields.data, extended: extended.value } });
}

function refuseIssue(issue: z.core.$ZodIssue | undefined): Verdict<never> {
  const named: unknown = issue?.code === 'custom' ? issue.params?.['code'] : undefined;
  const code = SYNC_ERROR_CODES.find((known) => known === named) ?? 'TypeMismatch';
  return refuse(code, issue?.message ?? 'is not as expected', String(issue?.path[0] ?? ''));
}

/** Puts the field's name before what it must be: `upn must be an address like name@domain.` */
export function describeFault({ field, message }: Fault): string {
  return field === undefined ? message : `${field} ${message}.`;
}
