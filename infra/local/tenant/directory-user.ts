import { stableId } from './stable-id';

/** Graph's names and JSON values of one user, as stored. */
export type UserAttributes = Record<string, unknown>;

/** A user of Entra, and whether SharePoint has a profile for them. */
export interface DirectoryUser {
  id: string;
  attributes: UserAttributes;
  /** Holds an admin role: an app may not change phones, other mails or the account's state. */
  admin: boolean;
  hasProfile: boolean;
  /** Further names under which this user is found, as a UPN or a mail address. */
  aliases: readonly string[];
  /** What reads through Graph still show until then, in milliseconds on the tenant's clock. */
  before?: { until: number; attributes: UserAttributes };
}

const guestMark = '#ext#';

/** Every attribute that a user has from the first moment, in Graph's spelling. */
const emptyAttributes: UserAttributes = {
  accountEnabled: true,
  ageGroup: null,
  businessPhones: [],
  city: null,
  companyName: null,
  country: null,
  createdDateTime: null,
  department: null,
  displayName: null,
  employeeHireDate: null,
  employeeId: null,
  employeeOrgData: null,
  employeeType: null,
  faxNumber: null,
  givenName: null,
  jobTitle: null,
  mail: null,
  mailNickname: null,
  mobilePhone: null,
  officeLocation: null,
  onPremisesExtensionAttributes: {},
  onPremisesImmutableId: null,
  onPremisesSyncEnabled: null,
  otherMails: [],
  postalCode: null,
  preferredLanguage: null,
  proxyAddresses: [],
  state: null,
  streetAddress: null,
  surname: null,
  usageLocation: null,
  userPrincipalName: null,
  userType: 'Member',
};

/** The names that `$select` knows. */
export const attributeNames: readonly string[] = ['id', ...Object.keys(emptyAttributes)];

/**
 * A user as the directory makes one at first sight. The local part decides what kind it is:
 * `noprofile…` has no SharePoint profile, `synced…` comes from on-premises, `admin…` holds a role,
 * `a_b.com#EXT#` is a guest.
 */
export function newDirectoryUser(tenantId: string, userPrincipalName: string): DirectoryUser {
  const localPart = userPrincipalName.slice(0, userPrincipalName.lastIndexOf('@'));
  const kind = localPart.toLowerCase();
  const mail = kind.includes(guestMark) ? guestMail(localPart) : userPrincipalName;
  return {
    id: stableId(tenantId, 'user', userPrincipalName),
    attributes: {
      ...structuredClone(emptyAttributes),
      ...namesFrom(localPart),
      userPrincipalName,
      mail,
      mailNickname: localPart.replaceAll(/[^\w.-]/g, ''),
      proxyAddresses: [`SMTP:${mail}`],
      onPremisesSyncEnabled: kind.startsWith('synced') ? true : null,
      userType: kind.includes(guestMark) ? 'Guest' : 'Member',
      createdDateTime: new Date().toISOString(),
    },
    admin: kind.startsWith('admin'),
    hasProfile: !kind.startsWith('noprofile'),
    aliases: [],
  };
}

/** `a_b.com#EXT#` is the guest with the mail address `a@b.com`. */
function guestMail(localPart: string): string {
  const home = localPart.slice(0, localPart.toLowerCase().indexOf(guestMark));
  const at = home.lastIndexOf('_');
  return at < 0 ? home : `${home.slice(0, at)}@${home.slice(at + 1)}`;
}

/** `jane.doe` is Jane Doe. */
function namesFrom(localPart: string): UserAttributes {
  const words = (localPart.split('#')[0] ?? '')
    .split(/[._-]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return {
    displayName: words.join(' ') || localPart,
    givenName: words[0] ?? null,
    surname: words.slice(1).join(' ') || null,
  };
}
