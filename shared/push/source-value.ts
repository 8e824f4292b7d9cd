import { PROPERTY_TYPES } from '../model/extended-property';
import type { ProfileProperty } from '../model/profile-property';
import { EXTENDED_SOURCE } from '../model/property-map';
import type { PushSettings } from '../model/sync-configuration';
import type { ProfileField, UserProfile } from '../model/user-profile';
import { profileText } from './profile-value';

/** What a profile says for one source of the property map. */
export interface SourceValue {
  /** As it is written a property a call; absent: there is nothing, or an empty text. */
  readonly text?: string;
  /** As it stands in the file of a bulk import; absent: as in `text`. */
  readonly importText?: string;
  /** It is a date, or was one before it was cleared. */
  readonly isDate: boolean;
}

type Catalogue = ReadonlyMap<string, ProfileProperty>;

/** Reads a profile field, or an extended property where the source begins with `x:`. */
export function sourceValue(
  source: string,
  profile: UserProfile,
  { settings, catalogue }: { settings: PushSettings; catalogue: Catalogue },
): SourceValue {
  if (source.startsWith(EXTENDED_SOURCE)) {
    const key = source.slice(EXTENDED_SOURCE.length);
    const isDate = isDateProperty(key, catalogue);
    return { isDate, ...extendedText(key, profile, settings) };
  }
  const text = profile.fields[source as ProfileField];
  return text === undefined || text === '' ? { isDate: false } : { isDate: false, text };
}

export function isDateProperty(name: string, catalogue: Catalogue): boolean {
  return catalogue.get(name)?.type === PROPERTY_TYPES.dateTime;
}

function extendedText(
  key: string,
  profile: UserProfile,
  settings: PushSettings,
): Partial<SourceValue> {
  const property = profile.extended.find(({ Key }) => Key === key);
  const text = property === undefined ? undefined : profileText(property, settings.dateFormat);
  if (property === undefined || text === undefined || text === '') return {};
  if (property.Type !== PROPERTY_TYPES.dateTime) return { text };
  const importText = profileText(property, settings.bulkImportDateFormat);
  return { text, isDate: true, ...(importText === undefined ? {} : { importText }) };
}
