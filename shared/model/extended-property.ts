/** The `Type` numbers of extended properties (rows S29–S36). */
export const PROPERTY_TYPES = {
  string: 1,
  boolean: 2,
  integer: 3,
  dateTime: 4,
  double: 5,
  guid: 6,
  option: 7,
  none: 99,
} as const;

export type PropertyType = (typeof PROPERTY_TYPES)[keyof typeof PROPERTY_TYPES];

/**
 * A value in its declared type: integers beyond 2^53 and date times (ISO 8601, UTC) are text;
 * a property of type None has the value `null`.
 */
export type ExtendedValue = string | number | boolean | null;

/** One extended property as it is stored and read back (rows S26–S28). */
export interface ExtendedProperty {
  readonly Key: string;
  readonly Type: PropertyType;
  readonly Value: ExtendedValue;
}

const KNOWN_TYPES: ReadonlySet<unknown> = new Set(Object.values(PROPERTY_TYPES));

/** Whether a number is one of the eight types that the document knows (row S36). */
export function isPropertyType(value: unknown): value is PropertyType {
  return KNOWN_TYPES.has(value);
}
