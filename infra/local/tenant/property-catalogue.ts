/** What a profile property holds. All values are text on the wire. */
export type PropertyKind =
  | 'string'
  | 'html'
  | 'url'
  | 'person'
  | 'guid'
  | 'integer'
  | 'double'
  | 'boolean'
  | 'date'
  | 'dateWithoutYear';

export interface CatalogueProperty {
  /** Internal name; compared with case. */
  name: string;
  kind: PropertyKind;
  multi: boolean;
  /** Values are terms; see `terms`. */
  taxonomy: boolean;
  /** "Allow users to edit values": decides between single writes and bulk import. */
  userEditable: boolean;
  /** Entra or SharePoint itself is the master: nobody writes it here. */
  mastered: boolean;
  maxLength: number;
  /** The terms of a taxonomy property; others need the right to create terms. */
  terms: readonly string[];
  /** Whether a term set takes new terms at all. */
  openTerms: boolean;
}

const single: Omit<CatalogueProperty, 'name'> = {
  kind: 'string',
  multi: false,
  taxonomy: false,
  userEditable: false,
  mastered: false,
  maxLength: 3600,
  terms: [],
  openTerms: true,
};

/** A property from its name and what is not ordinary about it. */
function catalogueProperty(
  name: string,
  special: Partial<CatalogueProperty> = {},
): CatalogueProperty {
  return { ...single, ...special, name };
}

const masteredNames = (
  'UserProfile_GUID SID ADGuid AccountName FirstName LastName PreferredName WorkPhone Department ' +
  'Title SPS-Department Manager PersonalSpace UserName PublicSiteRedirect SPS-JobTitle ' +
  'SPS-DataSource SPS-MemberOf SPS-SipAddress SPS-ProxyAddresses SPS-ClaimID SPS-ClaimProviderID ' +
  'SPS-ClaimProviderType SPS-SavedAccountName SPS-SavedSID SPS-ResourceSID SPS-ObjectExists ' +
  'SPS-MasterAccountName SPS-UserPrincipalName SPS-DistinguishedName SPS-SourceObjectDN ' +
  'SPS-FeedIdentifier WorkEmail Office SPS-MUILanguages SPS-UserType SPS-HideFromAddressLists ' +
  'SPS-RecipientTypeDetails msOnline-ObjectId PreferredDataLocation'
).split(' ');

const editableNames = (
  'SPS-PhoneticFirstName SPS-PhoneticLastName SPS-PhoneticDisplayName CellPhone Fax HomePhone ' +
  'Assistant WebSite SPS-StatusNotes SPS-TimeZone'
).split(' ');

const editableLists =
  'SPS-Skills SPS-Interests SPS-PastProjects SPS-Responsibility SPS-School SPS-HashTags'.split(' ');

const customNames = (
  'AudienceDepartment AudienceLocation EntityType CostCenter EmployeeGrade ContractType ' +
  'BusinessUnit Office365Group'
).split(' ');

/** The properties of a new tenant, and the custom ones that its administrator has made. */
function defaultCatalogue(): CatalogueProperty[] {
  const editable = { userEditable: true };
  return [
    ...masteredNames.map((name) => catalogueProperty(name, { mastered: true })),
    ...editableNames.map((name) => catalogueProperty(name, editable)),
    ...editableLists.map((name) => catalogueProperty(name, { ...editable, multi: true })),
    catalogueProperty('AboutMe', { ...editable, kind: 'html' }),
    catalogueProperty('PictureURL', { ...editable, kind: 'url' }),
    catalogueProperty('SPS-Birthday', { ...editable, kind: 'dateWithoutYear' }),
    catalogueProperty('SPS-HireDate', { kind: 'date' }),
    catalogueProperty('SPS-Location', {
      ...editable,
      taxonomy: true,
      terms: ['Barcelona', 'Berlin', 'London', 'Madrid'],
      openTerms: false,
    }),
    ...customNames.map((name) => catalogueProperty(name)),
    catalogueProperty('StartDate', { kind: 'date' }),
    catalogueProperty('IsContractor', { kind: 'boolean' }),
    catalogueProperty('WeeklyHours', { kind: 'double' }),
    catalogueProperty('SeniorityYears', { kind: 'integer' }),
    catalogueProperty('BadgeId', { kind: 'guid' }),
  ];
}

/** The tenant's properties by name, in order of creation. */
export class PropertyCatalogue {
  readonly #properties = new Map<string, CatalogueProperty>();

  constructor() {
    this.reset();
  }

  reset(): void {
    this.#properties.clear();
    for (const property of defaultCatalogue()) this.#properties.set(property.name, property);
  }

  all(): CatalogueProperty[] {
    return [...this.#properties.values()];
  }

  find(name: string): CatalogueProperty | undefined {
    return this.#properties.get(name);
  }

  put(name: string, special: Partial<CatalogueProperty>): void {
    this.#properties.set(name, { ...catalogueProperty(name), ...this.find(name), ...special });
  }

  remove(name: string): void {
    this.#properties.delete(name);
  }
}
