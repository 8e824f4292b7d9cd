import { PROPERTY_TYPES, type PropertyType } from '../model/extended-property';
import { encodeKey } from '../model/person-key';

const MANAGE =
  'Open the SharePoint admin center > More features > User profiles > Open > Manage User Properties.';
const NOT_EDITABLE =
  'Under Edit Settings choose "Do not allow users to edit values for this property".';

/** What SharePoint calls the types, in the list of a new property. */
const SHAREPOINT_TYPES: Readonly<Record<PropertyType, string>> = {
  [PROPERTY_TYPES.string]: 'string (Single Value)',
  [PROPERTY_TYPES.boolean]: 'boolean',
  [PROPERTY_TYPES.integer]: 'integer',
  [PROPERTY_TYPES.dateTime]: 'date time',
  [PROPERTY_TYPES.double]: 'float',
  [PROPERTY_TYPES.guid]: 'unique identifier',
  [PROPERTY_TYPES.option]: 'string (Single Value)',
  [PROPERTY_TYPES.none]: 'string (Single Value)',
};

/** What SharePoint calls a property of this type. */
export function sharePointType(type: PropertyType): string {
  return SHAREPOINT_TYPES[type];
}

/** How a custom property is made; no API does it (row S8). */
export function makeProperty(property: string, type: PropertyType): readonly string[] {
  return [
    MANAGE,
    `Choose New Property; name ${property}, case counts; type ${sharePointType(type)}.`,
    NOT_EDITABLE,
  ];
}

/** How a custom property is closed to the people themselves, so that a bulk import takes it. */
export function closeProperty(property: string): readonly string[] {
  return [
    MANAGE,
    `Choose ${property} > Edit. ${NOT_EDITABLE}`,
    `Empty the column userEditable of ${property} in table ProfileProperties.`,
  ];
}

/** How the product is told that a property exists. */
export function catalogueProperty(property: string): readonly string[] {
  const keys = `PartitionKey ProfileProperties, RowKey ${encodeKey(property)}`;
  return [
    `Add a row to table ProfileProperties: ${keys}, name ${property}, type (Int32) 1 for text.`,
  ];
}

/** How another destination is chosen. */
export function changeMapping(what: string): readonly string[] {
  return [`Change row PropertyMap of table Settings: ${what}`];
}
