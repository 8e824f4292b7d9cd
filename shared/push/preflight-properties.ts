import { PROPERTY_TYPES, type PropertyType } from '../model/extended-property';
import { isPropertyName } from '../model/profile-property';
import { EXTENDED_SOURCE, type PropertyMapping } from '../model/property-map';
import { isUsualDate, propertyTraits, usualTraits } from './known-properties';
import {
  destinationTaken,
  GOES_TO_ENTRA,
  impossibleName,
  missingProperty,
  ownedByEntra,
  typeDiffers,
  unknownProperty,
  wayThere,
  WRITES_OFF,
  type Destination,
} from './preflight-findings';
import { notChecked, type Finding, type PropertyFinding } from './preflight-report';
import type { Routing } from './route-properties';
import { unmappedKeys } from './unmapped-keys';

interface Known {
  readonly routing: Routing;
  /** The properties that a profile has; undefined where none could be read. */
  readonly names: ReadonlySet<string> | undefined;
}

/** What is to be expected of every mapping, and of every extended property that goes by its key (rows S7, S8, S60). */
export function checkProperties(known: Known): readonly PropertyFinding[] {
  const { map, catalogue } = known.routing;
  const sources = new Map<string, string>();
  const mapped = map.mappings.map((mapping) => {
    const { source, target, property } = mapping;
    const place = placeOf(mapping, known.routing);
    const first = sources.get(place) ?? source;
    sources.set(place, first);
    const finding = first === source ? checkMapping(mapping, known) : destinationTaken(first);
    return { source, target, property, ...finding };
  });
  const byKey = unmappedKeys(catalogue.keys(), map).map((key): PropertyFinding => {
    const destination = { source: EXTENDED_SOURCE + key, property: key, byKey: true };
    const { source, property } = destination;
    return { source, target: 'sharePoint', property, ...checkSharePoint(destination, known) };
  });
  return [...mapped, ...byKey];
}

/** Two mappings with the same place send to the same destination, although the map names two. */
function placeOf(mapping: PropertyMapping, { catalogue }: Routing): string {
  const { target, property } = mapping;
  const traits = target === 'sharePoint' ? propertyTraits(property, catalogue) : undefined;
  return traits?.mastered === true && traits.entra !== undefined
    ? `entra:${traits.entra}`
    : `${target}:${property}`;
}

function checkMapping({ source, target, property }: PropertyMapping, known: Known): Finding {
  if (target === 'sharePoint') return checkSharePoint({ source, property, byKey: false }, known);
  return known.routing.settings.graphWrites ? GOES_TO_ENTRA : WRITES_OFF;
}

function checkSharePoint(destination: Destination, known: Known): Finding {
  const { property, byKey } = destination;
  const { catalogue } = known.routing;
  if (!isPropertyName(property)) return impossibleName(destination);
  const traits = propertyTraits(property, catalogue) ?? (byKey ? usualTraits(property) : undefined);
  if (traits?.mastered === true) return ownedByEntra(destination, traits, known.routing);
  if (known.names === undefined) {
    return notChecked('Not compared with SharePoint: no profile could be read.');
  }
  if (!known.names.has(property)) {
    return missingProperty(destination, known.names, typeOf(destination.source, catalogue));
  }
  if (traits === undefined) return unknownProperty(property);
  return differingType(destination, catalogue) ?? wayThere(property, traits, known.routing);
}

const TEXT_TYPES: ReadonlySet<PropertyType> = new Set([
  PROPERTY_TYPES.string,
  PROPERTY_TYPES.option,
  PROPERTY_TYPES.none,
]);

/** SharePoint tells nobody the type of a property: what the administrator says is compared with what comes. */
function differingType(
  { source, property }: Destination,
  catalogue: Routing['catalogue'],
): Finding | undefined {
  const expected = isUsualDate(property)
    ? PROPERTY_TYPES.dateTime
    : (catalogue.get(property)?.type ?? PROPERTY_TYPES.string);
  const given = typeOf(source, catalogue);
  if (given === undefined || given === expected || TEXT_TYPES.has(expected)) return undefined;
  return typeDiffers(source, { expected, given });
}

/** Fields of a profile are texts; of an extended property that nobody has sent yet, the type is not known. */
function typeOf(source: string, catalogue: Routing['catalogue']): PropertyType | undefined {
  return source.startsWith(EXTENDED_SOURCE)
    ? catalogue.get(source.slice(EXTENDED_SOURCE.length))?.type
    : PROPERTY_TYPES.string;
}
