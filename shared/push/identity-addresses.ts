import type { UserProfile } from '../model/user-profile';
import { propertyHash } from './property-hash';

/** An address under which a person may be known in the tenant. */
export interface IdentityAddress {
  readonly kind: 'principalName' | 'mail';
  readonly text: string;
}

/** What SharePoint puts before a user principal name in a login name (row S17). */
const CLAIM_PREFIX = /^i:0#\.f\|membership\|/i;

/** `DOMAIN\user` and other names that SharePoint Online does not know are not tried. */
const ADDRESS = /^[^\s@\\|]+@[^\s@\\|]+$/u;

/**
 * The addresses of a person in the order in which they are tried: `upn`, `loginName` with or without the claims
 * prefix, `account`, then `email` as a mail address. None: the person cannot be found in the tenant.
 */
export function identityAddresses({ fields }: UserProfile): readonly IdentityAddress[] {
  const principalNames = [fields.upn, fields.loginName, fields.account]
    .map((name) => name?.trim().replace(CLAIM_PREFIX, ''))
    .filter((name) => name !== undefined && ADDRESS.test(name));
  const mail = fields.email?.trim();
  const addresses: IdentityAddress[] = distinct(principalNames).map((text) => ({
    kind: 'principalName',
    text,
  }));
  if (mail !== undefined && ADDRESS.test(mail)) addresses.push({ kind: 'mail', text: mail });
  return addresses;
}

/** One text for one address; case does not count. */
export function addressKey({ kind, text }: IdentityAddress): string {
  return `${kind}:${text.toLowerCase()}`;
}

/** Changes when a person has to be looked up again; case does not count. */
export function addressesHash(addresses: readonly IdentityAddress[]): string {
  return propertyHash(addresses.map(addressKey));
}

function distinct(names: readonly (string | undefined)[]): string[] {
  const byLowerCase = new Map<string, string>();
  for (const name of names) {
    if (name !== undefined && !byLowerCase.has(name.toLowerCase())) {
      byLowerCase.set(name.toLowerCase(), name);
    }
  }
  return [...byLowerCase.values()];
}
