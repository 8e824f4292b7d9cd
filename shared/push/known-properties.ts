import type { EntraAttribute } from '../model/property-map';
import type { ProfileProperty } from '../model/profile-property';

/** How a property of the SharePoint profile is written. */
export interface PropertyTraits {
  /** Entra's sync overwrites it (row S60), so it is written to Entra, if to anything. */
  readonly mastered: boolean;
  /** The Entra attribute that it is copied from, if the product writes that one. */
  readonly entra?: EntraAttribute;
  readonly multi: boolean;
}

/** Mastered properties and the attribute that each is copied from (Microsoft's map of the profile sync). */
const MASTERED = new Map<string, EntraAttribute | undefined>([
  ['PreferredName', 'displayName'],
  ['FirstName', 'givenName'],
  ['LastName', 'surname'],
  ['Title', 'jobTitle'],
  ['SPS-JobTitle', 'jobTitle'],
  ['Department', 'department'],
  ['SPS-Department', 'department'],
  ['Office', 'officeLocation'],
  ['WorkPhone', 'businessPhones'],
  ['SPS-MUILanguages', 'preferredLanguage'],
  ...(
    'ADGuid AccountName Manager PersonalSpace PublicSiteRedirect SID SPS-ClaimID SPS-ClaimProviderID ' +
    'SPS-ClaimProviderType SPS-DistinguishedName SPS-HideFromAddressLists SPS-ProxyAddresses ' +
    'SPS-SipAddress SPS-UserPrincipalName SPS-UserType UserName UserProfile_GUID WorkEmail ' +
    'msOnline-ObjectId'
  )
    .split(' ')
    .map((name): [string, undefined] => [name, undefined]),
]);

const MULTI: ReadonlySet<string> = new Set([
  'SPS-HashTags',
  'SPS-Interests',
  'SPS-PastProjects',
  'SPS-Responsibility',
  'SPS-School',
  'SPS-Skills',
]);

/** Built-in properties that can be written, and the custom ones that the default map names. */
const SINGLE: ReadonlySet<string> = new Set([
  'AboutMe',
  'Assistant',
  'AudienceDepartment',
  'AudienceLocation',
  'CellPhone',
  'EntityType',
  'Fax',
  'HomePhone',
  'PictureURL',
  'SPS-Birthday',
  'SPS-HireDate',
  'SPS-Location',
  'SPS-StatusNotes',
  'WebSite',
]);

/**
 * What is known of a SharePoint property: what the administrator says in the catalogue, else what every tenant has.
 * No API tells. Undefined: unknown, and not worth a call.
 */
export function propertyTraits(
  name: string,
  catalogue: ReadonlyMap<string, ProfileProperty>,
): PropertyTraits | undefined {
  const row = catalogue.get(name);
  const isKnown = row !== undefined || MASTERED.has(name) || MULTI.has(name) || SINGLE.has(name);
  if (!isKnown) return undefined;
  const entra = MASTERED.get(name);
  return {
    mastered: row?.mastered ?? MASTERED.has(name),
    multi: row?.multi ?? MULTI.has(name),
    ...(entra === undefined ? {} : { entra }),
  };
}

/** What the name of a profile property can look like; nothing else can exist in SharePoint. */
const PROPERTY_NAME = /^[A-Za-z][A-Za-z0-9.+_-]{0,49}$/;

export function isPropertyName(name: string): boolean {
  return PROPERTY_NAME.test(name);
}
