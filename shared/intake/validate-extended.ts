import { isPropertyType, PROPERTY_TYPES, type PropertyType } from '../model/extended-property';
import type { ExtendedWord } from '../model/profile-change';
import { checkText } from './check-text';
import type { DeliveryProperties } from './delivery-properties';
import { accept, refuse, type Fault, type Verdict } from './fault';
import { createFindName, foldNames } from './fold-names';
import { readExtendedValue } from './read-extended-value';

const FIELD = 'extended_props';
const MAX_KEY_LENGTH = 256;
const findName = createFindName(['Key', 'Type', 'Value']);

export interface ExtendedRules {
  readonly maxExtendedProperties: number;
  /** IANA zone of date times that name none. */
  readonly timeZone: string;
  readonly properties: DeliveryProperties;
}

/**
 * Reads `extended_props` (rows S26–S36, S59): an array of `{Key, Type, Value}`, the names in any case, `Type` a JSON
 * number. Absent, `null` and `[]` say nothing. A `null` value clears the property, whatever its type but None.
 */
export function validateExtended(source: unknown, rules: ExtendedRules): Verdict<ExtendedWord[]> {
  if (source === undefined || source === null) return accept([]);
  if (!Array.isArray(source)) return refuse('TypeMismatch', 'must be an array', FIELD);
  const { maxExtendedProperties } = rules;
  if (source.length > maxExtendedProperties) {
    const message = `must have at most ${maxExtendedProperties} entries`;
    return refuse('TooManyProperties', message, FIELD);
  }
  const words = new Map<string, ExtendedWord>();
  for (const [place, entry] of source.entries()) {
    const path = `${FIELD}[${place}]`;
    const word = readEntry(entry, path, rules);
    if (!word.ok) return word;
    const { Key } = word.value;
    if (words.has(Key)) return refuse('DuplicateKey', 'repeats an earlier Key', `${path}.Key`);
    words.set(Key, word.value);
  }
  return accept([...words.values()]);
}

function readEntry(entry: unknown, path: string, rules: ExtendedRules): Verdict<ExtendedWord> {
  if (typeof entry !== 'object' || entry === null) {
    return refuse('TypeMismatch', 'must be an object of Key, Type and Value', path);
  }
  const members = foldNames(entry, findName, `${path}.`);
  if (!members.ok) return members;
  const key = readKey(members.value.Key, `${path}.Key`);
  if (!key.ok) return key;
  const type = readType(members.value.Type, key.value, { path: `${path}.Type`, rules });
  if (!type.ok) return type;
  return readWord({ Key: key.value, Type: type.value }, members.value.Value, {
    path: `${path}.Value`,
    rules,
  });
}

function readKey(key: unknown, path: string): Verdict<string> {
  if (key === undefined || key === null || key === '') {
    return refuse('MissingKey', 'must be the name of the property', path);
  }
  if (typeof key !== 'string') return refuse('TypeMismatch', 'must be text', path);
  if (key.length > MAX_KEY_LENGTH) {
    return refuse('ValueTooLong', `must have at most ${MAX_KEY_LENGTH} characters`, path);
  }
  if (checkText(key) !== undefined || /\p{Cc}/u.test(key)) {
    return refuse('InvalidValue', 'holds a control character or half a character', path);
  }
  return accept(key);
}

interface Place {
  readonly path: string;
  readonly rules: ExtendedRules;
}

function readType(type: unknown, key: string, { path, rules }: Place): Verdict<PropertyType> {
  if (!isPropertyType(type)) return refuse('UnknownType', 'must be a number, 1 to 7 or 99', path);
  const known = rules.properties.typeOf(key);
  if (known === undefined || known === type) return accept(type);
  return refuse('TypeMismatch', `must be ${known}, the Type this property has had so far`, path);
}

function readWord(
  { Key, Type }: Pick<ExtendedWord, 'Key' | 'Type'>,
  source: unknown,
  { path, rules }: Place,
): Verdict<ExtendedWord> {
  if (Type !== PROPERTY_TYPES.none) {
    if (source === undefined) return refuse('InvalidValue', 'is missing; null clears', path);
    if (source === null) return accept({ Key, Type, Value: null, cleared: true });
  }
  const { timeZone, properties } = rules;
  const value = readExtendedValue(Type, source, { timeZone, options: properties.optionsOf(Key) });
  return value.ok ? accept({ Key, Type, Value: value.value }) : at(path, value.fault);
}

function at(field: string, fault: Fault): Verdict<never> {
  return { ok: false, fault: { ...fault, field } };
}
