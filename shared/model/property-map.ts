import { z } from 'zod';

/**
 * Where one inbound property goes (sharepoint routing table). `source`: a profile field's name, or `x:` and the key
 * of an extended property. `entra`: an attribute of the Entra user, by Graph. `sharePoint`: a property of the
 * SharePoint profile, by its internal, case-sensitive name.
 */
export const propertyMappingSchema = z.object({
  source: z.string().min(1),
  target: z.enum(['entra', 'sharePoint']),
  property: z.string().min(1),
});

/** Row `PropertyMap` of table `Settings`. */
export const propertyMapSchema = z.object({
  mappings: z.array(propertyMappingSchema).default([
    { source: 'name', target: 'entra', property: 'displayName' },
    { source: 'jobTitle', target: 'entra', property: 'jobTitle' },
    { source: 'locale', target: 'entra', property: 'preferredLanguage' },
    { source: 'department', target: 'entra', property: 'department' },
    { source: 'location', target: 'entra', property: 'officeLocation' },
    { source: 'phone', target: 'entra', property: 'businessPhones' },
    { source: 'mobile', target: 'sharePoint', property: 'CellPhone' },
    { source: 'audienceDepartment', target: 'sharePoint', property: 'AudienceDepartment' },
    { source: 'audienceLocation', target: 'sharePoint', property: 'AudienceLocation' },
    { source: 'entityType', target: 'sharePoint', property: 'EntityType' },
  ]),
  /** Whether extended properties without a mapping go to the SharePoint property named like their key. */
  extendedByKey: z.boolean().default(true),
});

export type PropertyMapping = z.infer<typeof propertyMappingSchema>;
export type PropertyMap = z.infer<typeof propertyMapSchema>;
