import { isRecord, readJson, type Answer, type Call } from './exchange';
import { findProfileOwner } from './profile-owner';
import { oDataError, oDataNull, type SharePointError } from './sharepoint-answers';
import {
  accessDenied,
  invalidQuery,
  invalidValue,
  notYourOwnData,
  profileAccessDenied,
  propertyNotEditable,
  propertyNotFound,
  termRefused,
  userNotFound,
} from './sharepoint-refusals';
import type { CatalogueProperty } from './property-catalogue';
import { storedText } from './property-value';
import type { World } from './world';

interface Write {
  world: World;
  call: Call;
  roles: readonly string[];
}

/** `SetSingleValueProfileProperty`: one text; empty text clears. */
export function setSingleValue(write: Write): Answer {
  return setProperty(write, {
    operation: 'SetSingleValueProfileProperty',
    multi: false,
    valuesOf: (body) => {
      const value = body['propertyValue'];
      return typeof value === 'string' ? [value] : value === null ? [''] : undefined;
    },
  });
}

/** `SetMultiValuedProfileProperty`: replaces all values; an empty list clears. */
export function setMultipleValues(write: Write): Answer {
  return setProperty(write, {
    operation: 'SetMultiValuedProfileProperty',
    multi: true,
    valuesOf: (body) => {
      const values = body['propertyValues'];
      const isTextList = Array.isArray(values) && values.every((one) => typeof one === 'string');
      return isTextList ? values : undefined;
    },
  });
}

interface WriteKind {
  operation: string;
  multi: boolean;
  valuesOf: (body: Record<string, unknown>) => readonly string[] | undefined;
}

function setProperty(write: Write, kind: WriteKind): Answer {
  const { world, call } = write;
  const body = readJson(call.body);
  const values = isRecord(body) ? kind.valuesOf(body) : undefined;
  const refusal = refusalOfCaller(write) ?? refusalOfRequest(call, body, values);
  if (refusal !== undefined) return oDataError(call, refusal);
  const { accountName, propertyName } = body as { accountName: string; propertyName: string };
  const owner = findProfileOwner(world, accountName);
  if (owner === undefined) return oDataError(call, userNotFound);
  const property = world.catalogue.find(propertyName);
  if (property === undefined) return oDataError(call, propertyNotFound);
  const isClosed = property.mastered && world.knobs.masteredWrites === 'refuse';
  if (isClosed) return oDataError(call, propertyNotEditable);
  const text = acceptedText(property, values ?? [], { multi: kind.multi, roles: write.roles });
  if (typeof text !== 'string') return oDataError(call, text);
  world.profiles.write(owner, property.name, text);
  return oDataNull(call, kind.operation);
}

/** Application tokens may write only on the administration host, with the roles for it. */
function refusalOfCaller({ world, call, roles }: Write): SharePointError | undefined {
  if (!roles.includes('User.ReadWrite.All')) return profileAccessDenied;
  if (!roles.includes('Sites.FullControl.All')) return accessDenied;
  return call.host === world.hosts.sharePointAdmin ? undefined : notYourOwnData;
}

function refusalOfRequest(
  call: Call,
  body: unknown,
  values: readonly string[] | undefined,
): SharePointError | undefined {
  const isJson = call.headers['content-type']?.toLowerCase().includes('json') === true;
  const isWhole =
    isRecord(body) &&
    typeof body['accountName'] === 'string' &&
    typeof body['propertyName'] === 'string' &&
    values !== undefined;
  return call.method === 'POST' && isJson && isWhole ? undefined : invalidQuery;
}

/** The text to store, or why these values are refused. */
function acceptedText(
  property: CatalogueProperty,
  values: readonly string[],
  by: { multi: boolean; roles: readonly string[] },
): string | SharePointError {
  if (property.multi !== by.multi) return invalidValue;
  const texts = values.map((value) => storedText(property, value));
  if (!texts.every((text) => text !== undefined)) return invalidValue;
  const mayCreateTerms = property.openTerms && by.roles.includes('TermStore.ReadWrite.All');
  if (hasNewTerm(property, texts) && !mayCreateTerms) return termRefused;
  return texts.join('|');
}

function hasNewTerm(property: CatalogueProperty, texts: readonly string[]): boolean {
  return property.taxonomy && texts.some((text) => text !== '' && !property.terms.includes(text));
}
