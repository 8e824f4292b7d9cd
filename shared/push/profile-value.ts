import { PROPERTY_TYPES, type ExtendedProperty } from '../model/extended-property';
import type { PushSettings } from '../model/sync-configuration';

type DateFormat = PushSettings['dateFormat' | 'bulkImportDateFormat'];

/**
 * The text of an extended property as the tenant takes it; undefined when it has no value (type None).
 * Booleans are `True` and `False`, as SharePoint reads them back; date times keep their time of day only in the one
 * format that has room for it.
 */
export function profileText(
  { Type, Value }: ExtendedProperty,
  dateFormat: DateFormat,
): string | undefined {
  if (Value === null || Type === PROPERTY_TYPES.none) return undefined;
  if (Type === PROPERTY_TYPES.boolean) return Value === true ? 'True' : 'False';
  if (Type === PROPERTY_TYPES.dateTime) return dateText(String(Value), dateFormat);
  if (Type === PROPERTY_TYPES.guid) return String(Value).toLowerCase();
  return String(Value);
}

/** The values of a multi-value property, parted by the sign that SharePoint itself joins them with. */
export function splitValues(text: string): readonly string[] {
  return text
    .split('|')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/** From ISO 8601, UTC. Which of them SharePoint wants is not yet proven on a real tenant, hence a setting. */
function dateText(iso: string, format: DateFormat): string {
  const day = iso.slice(0, 10);
  if (format === 'yyyy-MM-dd') return day;
  if (format === 'yyyy-MM-ddTHH:mm:ssZ') return `${iso.slice(0, 19)}Z`;
  const [year = '', month = '', date = ''] = day.split('-');
  return `${month}/${date}/${year}`;
}
