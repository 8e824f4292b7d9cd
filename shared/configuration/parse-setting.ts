import {
  CONFIGURATION_SCHEMAS,
  type ConfigurationName,
  type ConfigurationValues,
} from '../model/configuration-values';

/** A setting as it was understood, or what keeps it from being understood. */
export type ParsedSetting<Name extends ConfigurationName> =
  | { readonly kind: 'value'; readonly value: ConfigurationValues[Name] }
  | { readonly kind: 'problem'; readonly problem: string };

/** Understands the text of a row (row S4). The parser's own words are left out: they quote what they cannot read. */
export function parseSettingText<Name extends ConfigurationName>(
  name: Name,
  text: string | undefined,
): ParsedSetting<Name> {
  if (text === undefined) return { kind: 'problem', problem: 'column Value is missing' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'problem', problem: 'column Value holds no JSON' };
  }
  return parseSetting(name, value);
}

/** Checks a value by the schema of its row and fills in the defaults. */
export function parseSetting<Name extends ConfigurationName>(
  name: Name,
  value: unknown,
): ParsedSetting<Name> {
  const parsed = CONFIGURATION_SCHEMAS[name].safeParse(value);
  if (parsed.success) {
    // The compiler does not follow that the schema of a name gives the value of that name.
    return { kind: 'value', value: parsed.data as ConfigurationValues[Name] };
  }
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`,
  );
  return { kind: 'problem', problem: problems.join('; ') };
}

/** Members that the row's schema does not know: in an edit they are most likely misspelt. */
export function unknownMembers(name: ConfigurationName, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { shape } = CONFIGURATION_SCHEMAS[name];
  return Object.keys(value).filter((member) => !Object.hasOwn(shape, member));
}
