import type { EntraAttribute } from '../model/property-map';
import type { ProfileProperty } from '../model/profile-property';

/** How a property of the SharePoint profile is written. */
export interface PropertyTraits {
  /** Every tenant has it; an administrator made the others. */
  readonly builtIn: boolean;
  /** Entra's sync, or SharePoint itself, overwrites it (row S60), so it is written to Entra, if to anything. */
  readonly mastered: boolean;
  /** The Entra attribute that it is copied from, if the product writes that one. */
  readonly entra?: EntraAttribute;
  readonly multi: boolean;
  /** Its values are terms of a term set. */
  readonly taxonomy: boolean;
  /** People may change it themselves. */
  readonly userEditable: boolean;
}

/** Mastered properties and the attribute that each is copied from (Microsoft's map of the profile sync). */
const MASTERED: readonly (readonly [string, EntraAttribute | undefined])[] = [
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
  ...names(
    'ADGuid AccountName DelveFlags Manager PersonalSpace PreferredDataLocation PublicSiteRedirect ' +
      'PulseMRUPeople QuickLinks SID SPS-ClaimID SPS-ClaimProviderID SPS-ClaimProviderType ' +
      'SPS-DataSource SPS-DistinguishedName SPS-FeedIdentifier SPS-HideFromAddressLists ' +
      'SPS-MasterAccountName SPS-MemberOf SPS-ObjectExists SPS-ProxyAddresses ' +
      'SPS-RecipientTypeDetails SPS-ResourceSID SPS-SavedAccountName SPS-SavedSID SPS-SipAddress ' +
      'SPS-SourceObjectDN SPS-UserPrincipalName SPS-UserType UserName UserProfile_GUID WorkEmail ' +
      'msOnline-ObjectId',
  ).map((name): [string, undefined] => [name, undefined]),
];

/** Case does not count in these, so that no spelling leads around Entra, or into a bulk import. */
const MASTERS: ReadonlyMap<string, EntraAttribute | undefined> = new Map(
  MASTERED.map(([name, attribute]) => [name.toLowerCase(), attribute]),
);

const MULTI_NAMES =
  'SPS-HashTags SPS-Interests SPS-PastProjects SPS-Responsibility SPS-School SPS-Skills';
const MULTI = nameSet(MULTI_NAMES);

/** Properties with one value that every tenant has and an app can write; people may edit them. */
const SINGLE_NAMES =
  'AboutMe Assistant CellPhone Fax HomePhone PictureURL SPS-Birthday SPS-Location ' +
  'SPS-PhoneticDisplayName SPS-PhoneticFirstName SPS-PhoneticLastName SPS-StatusNotes WebSite';
const SINGLE = nameSet(SINGLE_NAMES);

const UNEDITED_NAMES = 'SPS-HireDate';
const EDITED_BY_NOBODY = nameSet(UNEDITED_NAMES);

const TERMS = nameSet('SPS-Location');

const DATES = nameSet('SPS-Birthday SPS-HireDate');

/** What can be written without a row in the catalogue, as SharePoint spells it: built in, or named by the default map. */
const EXPECTED: ReadonlySet<string> = new Set(
  [
    MULTI_NAMES,
    SINGLE_NAMES,
    UNEDITED_NAMES,
    'AudienceDepartment AudienceLocation EntityType',
  ].flatMap(names),
);

/** Names of custom properties cannot begin like this. */
const BUILT_IN_NAME = /^SPS-/i;

/**
 * What is known of a SharePoint property: what the administrator says in the catalogue, or what was learned there,
 * else what every tenant has. No API tells. Undefined: unknown, in another spelling too, and not worth a call.
 */
export function propertyTraits(
  name: string,
  catalogue: ReadonlyMap<string, ProfileProperty>,
): PropertyTraits | undefined {
  const row = catalogue.get(name);
  const isWorthACall = EXPECTED.has(name) || MASTERS.has(name.toLowerCase());
  if (row === undefined && !isWorthACall) return undefined;
  return { ...usualTraits(name), ...(row === undefined ? {} : saidTraits(row)) };
}

const SAID = ['mastered', 'multi', 'taxonomy', 'userEditable'] as const;

function saidTraits(row: ProfileProperty): Partial<PropertyTraits> {
  return Object.fromEntries(
    SAID.filter((trait) => row[trait] !== undefined).map((trait) => [trait, row[trait]]),
  );
}

/** The traits of a property of which the catalogue says nothing: built in, or a plain custom one. */
export function usualTraits(name: string): PropertyTraits {
  const lowerCase = name.toLowerCase();
  const entra = MASTERS.get(lowerCase);
  return {
    builtIn: isKnown(lowerCase) || BUILT_IN_NAME.test(name),
    mastered: MASTERS.has(lowerCase),
    multi: MULTI.has(lowerCase),
    taxonomy: TERMS.has(lowerCase),
    userEditable: MULTI.has(lowerCase) || SINGLE.has(lowerCase),
    ...(entra === undefined ? {} : { entra }),
  };
}

function isKnown(lowerCase: string): boolean {
  return (
    MASTERS.has(lowerCase) ||
    MULTI.has(lowerCase) ||
    SINGLE.has(lowerCase) ||
    EDITED_BY_NOBODY.has(lowerCase)
  );
}

/** Whether it is one of the dates that every tenant has. */
export function isUsualDate(name: string): boolean {
  return DATES.has(name.toLowerCase());
}

/** Whether the bulk import takes it: one value, nobody else's, and no term (row S60). */
export function isImportable(traits: PropertyTraits): boolean {
  const { builtIn, mastered, multi, taxonomy, userEditable } = traits;
  return !builtIn && !mastered && !multi && !taxonomy && !userEditable;
}

function names(text: string): string[] {
  return text.split(' ');
}

function nameSet(text: string): ReadonlySet<string> {
  return new Set(names(text.toLowerCase()));
}
