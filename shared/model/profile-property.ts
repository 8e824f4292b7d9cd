import { z } from 'zod';
import { isPropertyType, type PropertyType } from './extended-property';

/** One property of the catalogue, table `ProfileProperties` (row S59): what is known of an extended property. */
export const profilePropertySchema = z.object({
  name: z.string().min(1),
  type: z.custom<PropertyType>(isPropertyType, 'must be one of the types 1 to 7 or 99'),
  /** The title that administrators edit. */
  title: z.string().optional(),
  /** Allowed values of type Option; absent: any text (row S35). */
  options: z.array(z.string()).optional(),
  /** What SharePoint knows of the property of this name; no API tells, so administrators do (row S8). */
  multi: z.boolean().optional(),
  taxonomy: z.boolean().optional(),
  userEditable: z.boolean().optional(),
  /** Owned by Entra: its sync overwrites what SharePoint holds (row S60). */
  mastered: z.boolean().optional(),
});

export type ProfileProperty = z.infer<typeof profilePropertySchema>;

/** What can be learned about a property from what SharePoint refuses; both are reasons against a bulk import. */
export type LearnedTraits = {
  readonly [Trait in 'userEditable' | 'taxonomy']?: true;
};

/** What the name of a SharePoint profile property can look like; nothing else can exist there. */
const PROPERTY_NAME = /^[A-Za-z][A-Za-z0-9.+_-]{0,49}$/;

export function isPropertyName(name: string): boolean {
  return PROPERTY_NAME.test(name);
}

/** The catalogue of extended properties, shared by every door. */
export interface PropertyCatalogue {
  /** All known properties by name; may be up to 60 s old. */
  read(): Promise<ReadonlyMap<string, ProfileProperty>>;
  /**
   * Adds properties seen for the first time. Where another delivery was faster, its row stays.
   * Returns the catalogue as it stands afterwards, read afresh.
   */
  add(properties: readonly ProfileProperty[]): Promise<ReadonlyMap<string, ProfileProperty>>;
  /**
   * Notes traits of a SharePoint property; what else stands in its row stays. A property without a row, which only
   * the property map names, gets one with type String. Whoever reads afterwards sees it.
   */
  learn(name: string, traits: LearnedTraits): Promise<void>;
}
