import { newDirectoryUser, type DirectoryUser, type UserAttributes } from './directory-user';
import type { Knobs } from './knobs';

const verifiedDomains = ['contoso.com', 'contoso.onmicrosoft.com', 'domain.onmicrosoft.com'];

/** What `/_control` says about one user; what it leaves out stays or takes its default. */
export interface UserPatch {
  userPrincipalName: string;
  id?: string | undefined;
  admin?: boolean | undefined;
  hasProfile?: boolean | undefined;
  aliases?: readonly string[] | undefined;
  /** Takes the user out of the directory for good, also when seen again. */
  removed?: boolean | undefined;
  attributes?: UserAttributes | undefined;
}

/** The users of the tenant. Names compare without case, as in Entra. */
export class Directory {
  readonly #tenantId: string;
  readonly #knobs: () => Knobs;
  readonly #users = new Map<string, DirectoryUser>();
  /** By each kind of name, lower case, the object id. */
  readonly #byPrincipalName = new Map<string, string>();
  readonly #byMail = new Map<string, string>();
  readonly #removed = new Set<string>();

  constructor(tenantId: string, knobs: () => Knobs) {
    this.#tenantId = tenantId;
    this.#knobs = knobs;
  }

  all(): DirectoryUser[] {
    return [...this.#users.values()];
  }

  reset(): void {
    for (const map of [this.#users, this.#byPrincipalName, this.#byMail, this.#removed])
      map.clear();
  }

  byId(id: string): DirectoryUser | undefined {
    return this.#users.get(id.toLowerCase());
  }

  /** By UPN or alias; a name of a verified domain that nobody has yet becomes a user. */
  byPrincipalName(name: string): DirectoryUser | undefined {
    return this.#found(this.#byPrincipalName, name) ?? this.#meet(name);
  }

  /** By mail address, primary or not, or alias; as above. */
  byMail(address: string): DirectoryUser | undefined {
    return this.#found(this.#byMail, address) ?? this.#meet(address);
  }

  isVerified(name: string): boolean {
    return verifiedDomains.includes(name.slice(name.lastIndexOf('@') + 1).toLowerCase());
  }

  isPrincipalNameTaken(name: string, byOtherThan: DirectoryUser): boolean {
    const owner = this.#byPrincipalName.get(name.toLowerCase());
    return owner !== undefined && owner !== byOtherThan.id;
  }

  isMailTaken(address: string, byOtherThan: DirectoryUser): boolean {
    const owner = this.#byMail.get(address.toLowerCase());
    return owner !== undefined && owner !== byOtherThan.id;
  }

  /** Replaces attributes of a user and keeps the names by which they are found in step. */
  update(user: DirectoryUser, changes: UserAttributes): void {
    this.#forgetNames(user);
    Object.assign(user.attributes, changes);
    this.#rememberNames(user);
  }

  /** Adds or changes a user. Throws a RangeError when one of the names is somebody else's. */
  put(patch: UserPatch): DirectoryUser {
    const existing = this.#existing(patch);
    const user = patched(
      existing ?? newDirectoryUser(this.#tenantId, patch.userPrincipalName),
      patch,
    );
    const taken = this.#nameOfAnother(user, existing);
    if (taken !== undefined) throw new RangeError(`users: "${taken}" belongs to somebody else.`);
    if (existing !== undefined) this.#remove(existing);
    const key = patch.userPrincipalName.toLowerCase();
    this.#removed.delete(key);
    if (patch.removed === true) this.#removed.add(key);
    else this.#add(user);
    return user;
  }

  #nameOfAnother(user: DirectoryUser, existing: DirectoryUser | undefined): string | undefined {
    const isOfAnother = (owner: string | undefined): boolean =>
      owner !== undefined && owner !== existing?.id;
    return (
      principalNames(user).find((name) => isOfAnother(this.#byPrincipalName.get(name))) ??
      mailAddresses(user).find((name) => isOfAnother(this.#byMail.get(name)))
    );
  }

  #existing(patch: UserPatch): DirectoryUser | undefined {
    return (
      this.#found(this.#byPrincipalName, patch.userPrincipalName) ??
      (patch.id === undefined ? undefined : this.byId(patch.id))
    );
  }

  #found(names: ReadonlyMap<string, string>, name: string): DirectoryUser | undefined {
    const id = names.get(name.toLowerCase());
    return id === undefined ? undefined : this.#users.get(id);
  }

  #meet(name: string): DirectoryUser | undefined {
    const key = name.toLowerCase();
    const isKnown = this.#byPrincipalName.has(key) || this.#byMail.has(key);
    if (!this.#knobs().autoCreate || isKnown || this.#removed.has(key)) return undefined;
    if (!/^[^@\s]+@[^@\s]+$/.test(name) || !this.isVerified(name) || key.startsWith('unknown')) {
      return undefined;
    }
    const user = newDirectoryUser(this.#tenantId, name);
    this.#add(user);
    return user;
  }

  #add(user: DirectoryUser): void {
    this.#users.set(user.id, user);
    this.#rememberNames(user);
  }

  #remove(user: DirectoryUser): void {
    this.#users.delete(user.id);
    this.#forgetNames(user);
  }

  #rememberNames(user: DirectoryUser): void {
    for (const name of principalNames(user)) this.#byPrincipalName.set(name, user.id);
    for (const name of mailAddresses(user)) this.#byMail.set(name, user.id);
  }

  #forgetNames(user: DirectoryUser): void {
    for (const name of principalNames(user)) this.#byPrincipalName.delete(name);
    for (const name of mailAddresses(user)) this.#byMail.delete(name);
  }
}

function patched(user: DirectoryUser, patch: UserPatch): DirectoryUser {
  return {
    id: patch.id?.toLowerCase() ?? user.id,
    admin: patch.admin ?? user.admin,
    hasProfile: patch.hasProfile ?? user.hasProfile,
    aliases: patch.aliases ?? user.aliases,
    attributes: { ...user.attributes, ...patch.attributes, ...mailNames(patch.attributes) },
  };
}

/** A mail address given without proxy addresses is its own primary one. */
function mailNames(attributes: UserAttributes | undefined): UserAttributes {
  const mail = attributes?.['mail'];
  if (typeof mail !== 'string' || attributes?.['proxyAddresses'] !== undefined) return {};
  return { proxyAddresses: [`SMTP:${mail}`] };
}

function principalNames(user: DirectoryUser): string[] {
  return lowerCase([user.attributes['userPrincipalName'], ...user.aliases]);
}

function mailAddresses(user: DirectoryUser): string[] {
  const proxies = (user.attributes['proxyAddresses'] as string[]).map((address) =>
    address.replace(/^smtp:/i, ''),
  );
  return lowerCase([user.attributes['mail'], ...proxies, ...user.aliases]);
}

function lowerCase(names: readonly unknown[]): string[] {
  return names.filter((name) => typeof name === 'string').map((name) => name.toLowerCase());
}
