import type { DirectoryUser } from './directory-user';
import { claimPrefix } from './profiles';
import type { World } from './world';

const longestAccountName = 400;

/** Whose profile an account name (`i:0#.f|membership|{UPN}`) means; undefined when there is none. */
export function findProfileOwner(world: World, accountName: string): DirectoryUser | undefined {
  const name = accountName.toLowerCase();
  if (name.length > longestAccountName || !name.startsWith(claimPrefix)) return undefined;
  const user = world.directory.byPrincipalName(accountName.slice(claimPrefix.length));
  return user?.hasProfile === true ? user : undefined;
}
