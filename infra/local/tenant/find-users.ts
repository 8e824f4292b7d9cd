import type { Directory } from './directory';
import type { DirectoryUser } from './directory-user';
import type { UserFilter } from './graph-user-filter';

/** The users that a filter means, in order of their creation. */
export function findUsers(directory: Directory, filter: UserFilter): DirectoryUser[] {
  const candidates = namedUsers(directory, filter) ?? directory.all();
  return [...new Set(candidates)].filter((user) => fits(user, filter));
}

/**
 * The users that a filter can only mean because it names them, or undefined when it may mean
 * anybody. Naming someone is what makes the directory meet them.
 */
function namedUsers(directory: Directory, filter: UserFilter): DirectoryUser[] | undefined {
  if (filter.kind === 'or' || filter.kind === 'and') {
    const parts = filter.parts.map((part) => namedUsers(directory, part));
    if (filter.kind === 'and') return parts.find((part) => part !== undefined);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if (filter.kind !== 'equals' || typeof filter.value !== 'string') return undefined;
  const user = namedUser(directory, filter.name.toLowerCase(), filter.value);
  return user === 'anybody' ? undefined : user === undefined ? [] : [user];
}

function namedUser(
  directory: Directory,
  name: string,
  value: string,
): DirectoryUser | undefined | 'anybody' {
  switch (name) {
    case 'id':
      return directory.byId(value);
    case 'userprincipalname':
      return directory.byPrincipalName(value);
    case 'mail':
      return directory.byMail(value);
    case 'proxyaddresses':
      return directory.byMail(value.replace(/^smtp:/i, ''));
    default:
      return 'anybody';
  }
}

function fits(user: DirectoryUser, filter: UserFilter): boolean {
  switch (filter.kind) {
    case 'everyone':
      return true;
    case 'and':
      return filter.parts.every((part) => fits(user, part));
    case 'or':
      return filter.parts.some((part) => fits(user, part));
    case 'startsWith':
      return valuesOf(user, filter.name).some((value) =>
        String(value).toLowerCase().startsWith(filter.value.toLowerCase()),
      );
    case 'equals':
      return valuesOf(user, filter.name).some((value) => isSame(value, filter.value));
  }
}

/** An attribute's values; an alias counts as a UPN and as a mail address. */
function valuesOf(user: DirectoryUser, name: string): readonly unknown[] {
  const key = name.toLowerCase();
  if (key === 'id') return [user.id];
  const attribute = Object.keys(user.attributes).find((one) => one.toLowerCase() === key);
  const value = attribute === undefined ? undefined : user.attributes[attribute];
  const aliases = key === 'mail' || key === 'userprincipalname' ? user.aliases : [];
  return [...(Array.isArray(value) ? (value as unknown[]) : [value]), ...aliases];
}

function isSame(stored: unknown, asked: string | boolean | null): boolean {
  return typeof stored === 'string' && typeof asked === 'string'
    ? stored.toLowerCase() === asked.toLowerCase()
    : (stored ?? null) === asked;
}
