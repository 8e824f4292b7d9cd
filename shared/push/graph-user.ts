import { z } from 'zod';
import type { DirectoryUser } from './directory-users';

/** What is asked for of a user. */
export const USER_FIELDS = 'id,userPrincipalName,onPremisesSyncEnabled';

export const graphUserSchema = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  onPremisesSyncEnabled: z.boolean().nullish(),
});

export function directoryUser(user: z.infer<typeof graphUserSchema>): DirectoryUser {
  return {
    objectId: user.id,
    userPrincipalName: user.userPrincipalName,
    onPremisesSync: user.onPremisesSyncEnabled === true,
  };
}

/**
 * The address of a user by object id or principal name. A name that begins with `$` would be taken for an operator of
 * OData; everything else is one encoded segment.
 */
export function userPath(name: string): string {
  return name.startsWith('$')
    ? `/users(${encodeURIComponent(quoted(name))})`
    : `/users/${encodeURIComponent(name)}`;
}

/** A text as OData writes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
