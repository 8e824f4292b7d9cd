import { PROPERTY_TYPES, type PropertyType } from '../model/extended-property';
import type { EntraAttribute } from '../model/property-map';
import { isImportable, type PropertyTraits } from './known-properties';
import type { Finding } from './preflight-report';
import {
  catalogueProperty,
  changeMapping,
  closeProperty,
  makeProperty,
  sharePointType,
} from './preflight-steps';
import type { Routing } from './route-properties';

/** A SharePoint property that something is to go to. */
export interface Destination {
  readonly source: string;
  readonly property: string;
  /** Named by its key, and not by the map. */
  readonly byKey: boolean;
}

export const GOES_TO_ENTRA: Finding = {
  status: 'ok',
  message: 'Goes to Entra by Graph, but for people from on-premises.',
};

export const WRITES_OFF: Finding = {
  status: 'warning',
  code: 'WritesOff',
  message: 'Is not sent: writes to Entra are switched off.',
  steps: ['Set graphWrites in row Push of table Settings to true, or take the mapping out.'],
};

export function destinationTaken(source: string): Finding {
  return {
    status: 'warning',
    code: 'DestinationTaken',
    message: `Entra fills this property from an attribute that ${source} is written to already, so nothing is sent.`,
    steps: changeMapping('keep one of the two mappings.'),
  };
}

export function impossibleName({ source }: Destination): Finding {
  return {
    status: 'failed',
    code: 'PropertyMissing',
    message: 'SharePoint cannot have a property of this name.',
    steps: [
      ...changeMapping(`send ${source} to a property with another name.`),
      'If it is to stay out of SharePoint, set extendedByKey to false and map the other keys.',
    ],
  };
}

export function ownedByEntra(
  { source, byKey }: Destination,
  { entra }: PropertyTraits,
  { settings }: Routing,
): Finding {
  const isSent = entra !== undefined && !byKey && settings.graphWrites;
  const consequence = isSent
    ? `the value is written to Entra's ${entra} instead, and reaches SharePoint within hours.`
    : 'the value is not sent.';
  return {
    status: 'warning',
    code: 'OwnedByEntra',
    message: `Entra's synchronisation fills this property; ${consequence}`,
    steps: changeMapping(`send ${source} to ${elsewhere(entra)}.`),
  };
}

function elsewhere(entra: EntraAttribute | undefined): string {
  return entra === undefined
    ? 'a custom property, or take it out'
    : `target entra, property ${entra}, or to a custom property`;
}

export function missingProperty(
  { source, property }: Destination,
  names: ReadonlySet<string>,
  type: PropertyType = PROPERTY_TYPES.string,
): Finding {
  const lowerCase = property.toLowerCase();
  const other = [...names].find((name) => name.toLowerCase() === lowerCase);
  const finding = { status: 'failed', code: 'PropertyMissing' } as const;
  if (other === undefined) {
    const message =
      'SharePoint has no property of this name, and only an administrator can make it.';
    return { ...finding, message, steps: makeProperty(property, type) };
  }
  const message = `SharePoint has no property of this name, but one that is spelt ${other}.`;
  return { ...finding, message, steps: changeMapping(`send ${source} to ${other}.`) };
}

export function unknownProperty(property: string): Finding {
  return {
    status: 'failed',
    code: 'UnknownProperty',
    message:
      'SharePoint has this property, but the catalogue does not know it, so nothing is sent.',
    steps: catalogueProperty(property),
  };
}

export function typeDiffers(
  source: string,
  { expected, given }: { readonly expected: PropertyType; readonly given: PropertyType },
): Finding {
  const [there, here] = [sharePointType(expected), sharePointType(given)];
  return {
    status: 'warning',
    code: 'TypeDiffers',
    message: `The catalogue calls the property ${there}; what comes is ${here}.`,
    steps: changeMapping(
      `send ${source} to a property of its own type, or correct the type in the catalogue.`,
    ),
  };
}

/** How values get there when nothing is amiss; what keeps them from a bulk import is told by its code. */
export function wayThere(property: string, traits: PropertyTraits, { settings }: Routing): Finding {
  if (isImportable(traits)) {
    const way =
      settings.bulkImport === 'off'
        ? 'a call for each person: bulk import is switched off.'
        : 'bulk import for many people, and by a call for each of a few.';
    return { status: 'ok', message: `Goes by ${way}` };
  }
  const message = 'Goes by a call for each person, never by bulk import:';
  if (traits.taxonomy) {
    const reason = 'its values are terms, and only existing ones are taken.';
    return { status: 'ok', code: 'Taxonomy', message: `${message} ${reason}` };
  }
  if (traits.multi) {
    return { status: 'ok', code: 'MultiValue', message: `${message} it holds several values.` };
  }
  if (!traits.userEditable) {
    return { status: 'ok', message: `${message} every tenant has it.` };
  }
  return {
    status: 'ok',
    code: 'UserEditable',
    message: `${message} people may edit it themselves.`,
    ...(traits.builtIn ? {} : { steps: closeProperty(property) }),
  };
}
