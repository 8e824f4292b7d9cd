import { z } from 'zod';
import type { SyncErrorCode } from '../model/sync-error';
import type { ProfileField } from '../model/user-profile';
import { checkText } from './check-text';

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** `null` clears, absence says nothing, and an empty text is a value like any other (row S46). */
const text = z.exactOptional(
  z
    .string('must be text or null')
    .check(({ value, issues }) => {
      const fault = checkText(value);
      if (fault !== undefined) issues.push(issue(value, fault.code, fault.message));
    })
    .nullable(),
);

/** Rows S14 and S15: of the shape `x@y`. HR systems write "" for who has none, so that is no wrong address. */
const address = text.check(({ value, issues }) => {
  if (typeof value !== 'string' || value === '' || ADDRESS.test(value)) return;
  issues.push(issue(value, 'InvalidAddress', 'must be an address like name@domain'));
});

/** Row S25: absent means `User`. */
const entityType = z
  .unknown()
  .check(({ value, issues }) => {
    if (value === undefined || value === null || value === 'User') return;
    issues.push(issue(value, 'UnsupportedEntityType', 'must be "User"'));
  })
  .transform(() => 'User' as const)
  .default('User');

/** The document's fields of a person besides `userId` and `extended_props` (rows S12–S25). */
export const profileFieldsSchema = z.object({
  name: text,
  jobTitle: text,
  upn: address,
  email: address,
  account: text,
  loginName: text,
  locale: text,
  audienceDepartment: text,
  department: text,
  audienceLocation: text,
  location: text,
  phone: text,
  mobile: text,
  entityType,
} satisfies Record<ProfileField, z.ZodType>);

function issue(input: unknown, code: SyncErrorCode, message: string): z.core.$ZodRawIssue {
  return { code: 'custom', input, message, params: { code } };
}
