import { PROPERTY_TYPES } from '../model/extended-property';
import type { ProfileProperty } from '../model/profile-property';
import {
  EXTENDED_SOURCE,
  type EntraAttribute,
  type PropertyMap,
  type PropertyMapping,
} from '../model/property-map';
import type { PushSettings } from '../model/sync-configuration';
import type { ProfileField, UserProfile } from '../model/user-profile';
import { isClearable, isTooLong } from './entra-value';
import { isPropertyName, propertyTraits } from './known-properties';
import { profileText, splitValues } from './profile-value';
import type { PushError } from './push-error';

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
      readonly value: PushValue;
    }
  /** Somebody else masters it, or it cannot be cleared. */
  | { readonly to: 'nowhere'; readonly id: string }
  /** It can never arrive, and no call is needed to know. */
  | { readonly to: 'error'; readonly id: string; readonly error: PushError };

export interface Routed {
  readonly profile: UserProfile;
  readonly onPremisesSync: boolean;
  /** Destinations that were heard of before: extended properties that the profile no longer has are found there. */
  readonly known: Iterable<string>;
}

const BY_KEY = 'extended:';

/**
 * Routes every property of a person in the decision order of the routing table: what is mapped goes
 * where the map says; Entra's own attributes by Graph if that is switched on and the person is not synchronised from
 * on-premises; everything else by PeopleManager. Extended properties without a mapping go to the SharePoint property
 * named like their key. A destination has one source: the map beats keys.
 */
export function routeProperties(routed: Routed, routing: Routing): readonly Route[] {
  const { mappings, extendedByKey } = routing.map;
  const mapped = mappings.map((mapping) => routeMapping(mapping, routed, routing));
  const routes = extendedByKey ? [...mapped, ...routeByKey(routed, routing)] : mapped;
  const seen = new Set<string>();
  return routes.filter(({ id }) => !seen.has(id) && seen.add(id));
}

function routeMapping(mapping: PropertyMapping, routed: Routed, routing: Routing): Route {
  const text = sourceText(mapping.source, routed.profile, routing);
  if (mapping.target === 'entra') return routeToEntra(mapping.property, text, { routed, routing });
  const { property } = mapping;
  const id = `sharePoint:${property}`;
  const traits = propertyTraits(property, routing.catalogue);
  if (!isPropertyName(property)) return refuse(id, text, missingProperty(property));
  if (traits === undefined) return refuse(id, text, unknownProperty(property));
  if (!traits.mastered)
    return { to: 'sharePoint', id, property, ...multiValue(text, traits.multi) };
  if (traits.entra === undefined) return { to: 'nowhere', id };
  return routeToEntra(traits.entra, text, { routed, routing });
}

function routeToEntra(
  attribute: EntraAttribute,
  text: string | undefined,
  { routed, routing }: { routed: Routed; routing: Routing },
): Route {
  const id = `entra:${attribute}`;
  if (!routing.settings.graphWrites || routed.onPremisesSync) return { to: 'nowhere', id };
  if (text === undefined) {
    return isClearable(attribute)
      ? { to: 'entra', id, attribute, value: null }
      : { to: 'nowhere', id };
  }
  if (!isTooLong(attribute, text)) return { to: 'entra', id, attribute, value: text };
  const message = `The value is longer than Entra allows for ${attribute}.`;
  return refuse(id, text, { code: 'ValueRefused', target: 'graph', property: attribute, message });
}

/** An extended property is known to the catalogue since its first sight, so its own row is all the knowledge needed. */
function* routeByKey({ profile, known }: Routed, routing: Routing): Generator<Route> {
  const mapped = new Set(routing.map.mappings.map(({ source }) => source));
  const taken = new Set(routing.map.mappings.map(({ property }) => property));
  const keys = new Set(profile.extended.map(({ Key }) => Key));
  for (const id of known) {
    if (id.startsWith(BY_KEY)) keys.add(id.slice(BY_KEY.length));
  }
  for (const key of keys) {
    const source = EXTENDED_SOURCE + key;
    if (!mapped.has(source) && !taken.has(key)) yield routeKey(key, profile, routing);
  }
}

function routeKey(key: string, profile: UserProfile, routing: Routing): Route {
  const id = BY_KEY + key;
  const text = sourceText(EXTENDED_SOURCE + key, profile, routing);
  if (!isPropertyName(key)) return refuse(id, text, missingProperty(key));
  const traits = propertyTraits(key, routing.catalogue);
  if (traits?.mastered === true) return { to: 'nowhere', id };
  return { to: 'sharePoint', id, property: key, ...multiValue(text, traits?.multi ?? false) };
}

function sourceText(
  source: string,
  profile: UserProfile,
  { settings }: Routing,
): string | undefined {
  const text = source.startsWith(EXTENDED_SOURCE)
    ? extendedText(source.slice(EXTENDED_SOURCE.length), profile, settings)
    : profile.fields[source as ProfileField];
  return text === '' ? undefined : text;
}

function extendedText(
  key: string,
  profile: UserProfile,
  settings: PushSettings,
): string | undefined {
  const property = profile.extended.find(({ Key }) => Key === key);
  if (property === undefined || property.Type === PROPERTY_TYPES.none) return undefined;
  return profileText(property, settings.dateFormat);
}

function multiValue(
  text: string | undefined,
  multi: boolean,
): { multi: boolean; value: PushValue } {
  if (text === undefined) return { multi, value: null };
  if (!multi) return { multi, value: text };
  const values = splitValues(text);
  return { multi, value: values.length === 0 ? null : values };
}

/** Nothing to say is no error. */
function refuse(id: string, text: string | undefined, error: PushError): Route {
  return text === undefined ? { to: 'nowhere', id } : { to: 'error', id, error };
}

function missingProperty(property: string): PushError {
  const message = 'SharePoint cannot have a profile property of this name.';
  return { code: 'PropertyMissing', target: 'peopleManager', property, message };
}

function unknownProperty(property: string): PushError {
  const message = 'The property map names a SharePoint property that the catalogue does not know.';
  return { code: 'UnknownProperty', target: 'peopleManager', property, message };
}
