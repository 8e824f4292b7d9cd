import type { UserAttributes } from './directory-user';

/** Which profile properties follow which Entra attribute. `mobilePhone` is deliberately not among them. */
const followers: Record<string, readonly string[]> = {
  displayName: ['PreferredName'],
  givenName: ['FirstName'],
  surname: ['LastName'],
  jobTitle: ['Title', 'SPS-JobTitle'],
  department: ['Department', 'SPS-Department'],
  officeLocation: ['Office'],
  businessPhones: ['WorkPhone'],
  preferredLanguage: ['SPS-MUILanguages'],
  mail: ['WorkEmail', 'SPS-SipAddress'],
};

/** The profile's texts for the Entra attributes given; empty text where one is cleared. */
export function mirroredProperties(attributes: UserAttributes): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [attribute, properties] of Object.entries(followers)) {
    const value = attributes[attribute];
    if (value === undefined) continue;
    for (const property of properties) texts[property] = textOf(value);
  }
  return texts;
}

function textOf(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}
