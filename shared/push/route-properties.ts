import { isPropertyName, type ProfileProperty } from '../model/profile-property';
import {
  EXTENDED_SOURCE,
  type EntraAttribute,
  type PropertyMap,
  type PropertyMapping,
} from '../model/property-map';
import type { PushSettings } from '../model/sync-configuration';
import type { UserProfile } from '../model/user-profile';
import { isClearable, isTooLong } from './entra-value';
import { isImportable, propertyTraits, usualTraits, type PropertyTraits } from './known-properties';
import { splitValues } from './profile-value';
import { impossibleProperty, unknownProperty } from './property-error';
import type { PushError } from './push-error';
import { isDateProperty, sourceValue, type SourceValue } from './source-value';
import { unmappedKeys } from './unmapped-keys';

/** The administrator's side of routing. */
export interface Routing {
  readonly map: PropertyMap;
  readonly catalogue: ReadonlyMap<string, ProfileProperty>;
  readonly settings: PushSettings;
}

/** A value as it is sent; `null`: nothing stands there, or what stands is to be cleared. */
export type PushValue = string | readonly string[] | null;

/** Where one property of one person goes. `id` names the destination in `PushRecord`. */
export type Route =
  | {
      readonly to: 'entra';
      readonly id: string;
      readonly attribute: EntraAttribute;
      readonly value: string | null;
    }
  | {
      readonly to: 'sharePoint';
      readonly id: string;
      readonly property: string;
      readonly multi: boolean;
      /** A bulk import can carry it: a custom property with one value that only administrators edit. */
      readonly bulk: boolean;
      readonly value: PushValue;
      /** How the value stands in the file of a bulk import; absent: as in `value`. */
      readonly importText?: string;
    }
  | {
      readonly to: 'nowhere';
      readonly id: string;
      readonly reason: NowhereReason;
      /** The person has a value for it, which somebody else decides about. */
      readonly skipped: boolean;
    }
  /** It can never arrive, and no call is needed to know. */
  | { readonly to: 'error'; readonly id: string; readonly error: PushError };

/**
 * `mastered`: Entra fills SharePoint's property and the product does not write that attribute. `off`: writes to Entra
 * are switched off. `onPremises`: Entra takes the person from another directory. `notClearable`: there is no value,
 * and Entra leaves nothing empty. `noValue`: there is no value, and the property cannot exist or is not known.
 */
export type NowhereReason = 'mastered' | 'off' | 'onPremises' | 'notClearable' | 'noValue';

export interface Routed {
  readonly profile: UserProfile;
  readonly onPremisesSync: boolean;
  /** Destinations that were heard of before: extended properties that the profile no longer has are found there. */
  readonly known: Iterable<string>;
}

const BY_KEY = 'extended:';

interface Given {
  readonly routed: Routed;
  readonly routing: Routing;
  readonly value: SourceValue;
}

/**
 * Routes every property of a person: what is mapped goes where the map says, Entra's own attributes by Graph if that
 * is switched on and the person is not synchronised from on-premises, everything else to SharePoint, marked where a
 * bulk import can carry it. Extended properties without a mapping go to the SharePoint property named like their key.
 * A destination has one source: the map beats keys. In words for administrators: docs/configuration.md, PropertyMap.
 */
export function routeProperties(routed: Routed, routing: Routing): readonly Route[] {
  const routes = [
    ...routing.map.mappings.map((mapping) => routeMapping(mapping, routed, routing)),
    ...routeByKey(routed, routing),
  ];
  const seen = new Set<string>();
  return routes.filter(({ id }) => !seen.has(id) && seen.add(id));
}

function routeMapping(mapping: PropertyMapping, routed: Routed, routing: Routing): Route {
  const given = { routed, routing, value: sourceValue(mapping.source, routed.profile, routing) };
  if (mapping.target === 'entra') return routeToEntra(mapping.property, given);
  const { property } = mapping;
  const id = `sharePoint:${property}`;
  const traits = propertyTraits(property, routing.catalogue);
  if (traits === undefined) return refuse(id, given, unknownProperty(property));
  if (!traits.mastered) return routeToSharePoint({ id, property, traits }, given);
  return traits.entra === undefined
    ? nowhere(id, given, 'mastered')
    : routeToEntra(traits.entra, given);
}

function routeToEntra(attribute: EntraAttribute, given: Given): Route {
  const { routed, routing } = given;
  const id = `entra:${attribute}`;
  if (!routing.settings.graphWrites) return nowhere(id, given, 'off');
  if (routed.onPremisesSync) return nowhere(id, given, 'onPremises');
  const { text } = given.value;
  if (text === undefined) {
    return isClearable(attribute)
      ? { to: 'entra', id, attribute, value: null }
      : nowhere(id, given, 'notClearable');
  }
  if (!isTooLong(attribute, text)) return { to: 'entra', id, attribute, value: text };
  const message = `The value is longer than Entra allows for ${attribute}.`;
  return refuse(id, given, { code: 'ValueRefused', target: 'graph', property: attribute, message });
}

interface Destination {
  readonly id: string;
  readonly property: string;
  readonly traits: PropertyTraits;
}

function routeToSharePoint(
  { id, property, traits }: Destination,
  { routing, value }: Given,
): Route {
  const { text, importText } = value;
  // A bulk import that clears a date writes January 1 instead.
  const mayBeDate = value.isDate || isDateProperty(property, routing.catalogue);
  const bulk = isImportable(traits) && (text !== undefined || !mayBeDate);
  return {
    to: 'sharePoint',
    id,
    property,
    multi: traits.multi,
    bulk,
    value: traits.multi ? manyValues(text) : (text ?? null),
    ...(bulk && importText !== undefined ? { importText } : {}),
  };
}

function routeByKey(routed: Routed, routing: Routing): readonly Route[] {
  const keys = new Set(routed.profile.extended.map(({ Key }) => Key));
  for (const id of routed.known) {
    if (id.startsWith(BY_KEY)) keys.add(id.slice(BY_KEY.length));
  }
  return unmappedKeys(keys, routing.map).map((key) => routeKey(key, routed, routing));
}

/** An extended property is known to the catalogue since its first sight, so its own row is all the knowledge needed. */
function routeKey(key: string, routed: Routed, routing: Routing): Route {
  const id = BY_KEY + key;
  const given = {
    routed,
    routing,
    value: sourceValue(EXTENDED_SOURCE + key, routed.profile, routing),
  };
  if (!isPropertyName(key)) return refuse(id, given, impossibleProperty(key));
  const traits = propertyTraits(key, routing.catalogue) ?? usualTraits(key);
  return traits.mastered
    ? nowhere(id, given, 'mastered')
    : routeToSharePoint({ id, property: key, traits }, given);
}

function manyValues(text: string | undefined): PushValue {
  const values = splitValues(text ?? '');
  return values.length === 0 ? null : values;
}

function nowhere(id: string, { value }: Given, reason: NowhereReason): Route {
  return { to: 'nowhere', id, reason, skipped: value.text !== undefined };
}

/** Nothing to say is no error. */
function refuse(id: string, given: Given, error: PushError): Route {
  return given.value.text === undefined
    ? nowhere(id, given, 'noValue')
    : { to: 'error', id, error };
}
