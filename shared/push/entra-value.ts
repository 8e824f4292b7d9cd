import type { EntraAttribute } from '../model/property-map';

/** Longest text of an attribute, in UTF-16 units (Microsoft Graph, resource user); the others are left to Graph. */
const LIMITS: Readonly<Partial<Record<EntraAttribute, number>>> = {
  companyName: 64,
  department: 64,
  displayName: 256,
  employeeId: 16,
  givenName: 64,
  jobTitle: 128,
  mobilePhone: 64,
  postalCode: 40,
  streetAddress: 1024,
  surname: 64,
  usageLocation: 2,
};

/** Attributes that Entra never leaves empty: clearing one in HR leaves what stands. */
const NOT_CLEARABLE: ReadonlySet<EntraAttribute> = new Set([
  'displayName',
  'mail',
  'usageLocation',
]);

/** Changing these of an administrator needs a higher role and fails the whole call, so they are sent apart. */
const SENT_APART: ReadonlySet<string> = new Set<EntraAttribute>(['businessPhones', 'mobilePhone']);

export function isTooLong(attribute: EntraAttribute, text: string): boolean {
  return text.length > (LIMITS[attribute] ?? Infinity);
}

export function isClearable(attribute: EntraAttribute): boolean {
  return !NOT_CLEARABLE.has(attribute);
}

export function isSentApart(attribute: string): boolean {
  return SENT_APART.has(attribute);
}

/** The JSON value of an attribute: one phone is a list, nothing is `null`. */
export function entraValue(
  attribute: EntraAttribute,
  text: string | null,
): string | readonly string[] | null {
  if (attribute !== 'businessPhones') return text;
  return text === null ? [] : [text];
}
