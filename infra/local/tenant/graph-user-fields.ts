import { isRecord } from './exchange';

/** Whether Graph takes a value for an attribute. */
type FieldRule = (value: unknown) => boolean;

const phone = text(64);

/** The attributes that an app may change, with what they take. */
const fieldRules: Record<string, FieldRule> = {
  accountEnabled: (value) => typeof value === 'boolean',
  businessPhones: (value) => isTextList(value) && value.length <= 1 && value.every(required(64)),
  city: text(128),
  companyName: text(64),
  country: text(128),
  department: text(64),
  displayName: required(256),
  employeeId: text(16),
  employeeOrgData: (value) => value === null || isRecord(value),
  employeeType: text(128),
  faxNumber: text(64),
  givenName: text(64),
  jobTitle: text(128),
  mail: (value) => required(320)(value) && isMatch(value, /^[^@\s]+@[^@\s]+$/),
  mailNickname: required(64),
  mobilePhone: phone,
  officeLocation: text(128),
  onPremisesExtensionAttributes: isExtensionAttributes,
  otherMails: (value) => isTextList(value) && value.every(required(320)),
  postalCode: text(40),
  preferredLanguage: (value) => value === null || isMatch(value, /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i),
  state: text(128),
  streetAddress: text(1024),
  surname: text(64),
  usageLocation: (value) => isMatch(value, /^[A-Z]{2}$/i),
  userPrincipalName: (value) => isMatch(value, /^[A-Za-z0-9'.\-_!#^~]+@[A-Za-z0-9.-]+$/),
};

/** Kept by SharePoint behind Graph: no app may write them, and they go alone. */
export const sharePointBacked: readonly string[] = [
  'aboutMe',
  'birthday',
  'interests',
  'mySite',
  'pastProjects',
  'responsibilities',
  'schools',
  'skills',
];

/** Of administrators, an app may not change these. */
export const sensitiveFields: readonly string[] = [
  'accountEnabled',
  'businessPhones',
  'mobilePhone',
  'otherMails',
];

/** What a user from on-premises still takes: the directory there does not have it. */
export const cloudOnlyFields: readonly string[] = ['usageLocation'];

export function isWritable(name: string): boolean {
  return Object.hasOwn(fieldRules, name);
}

export function isValueAllowed(name: string, value: unknown): boolean {
  return fieldRules[name]?.(value) ?? false;
}

/** Text of 1 to `max` characters, or null to clear; empty text is refused. */
function text(max: number): FieldRule {
  return (value) => value === null || required(max)(value);
}

function required(max: number): FieldRule {
  return (value) => typeof value === 'string' && value !== '' && value.length <= max;
}

function isMatch(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isExtensionAttributes(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([name, item]) => /^extensionAttribute([1-9]|1[0-5])$/.test(name) && text(1024)(item),
    )
  );
}
