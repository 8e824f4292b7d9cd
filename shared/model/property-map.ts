import { z } from 'zod';
import { isPropertyName } from './profile-property';
import { PROFILE_FIELDS } from './user-profile';

/** Attributes of an Entra user that the product can write (Graph `PATCH /users`); `userPrincipalName` never is. */
export const ENTRA_ATTRIBUTES = [
  'businessPhones',
  'city',
  'companyName',
  'country',
  'department',
  'displayName',
  'employeeId',
  'employeeType',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'postalCode',
  'preferredLanguage',
  'state',
  'streetAddress',
  'surname',
  'usageLocation',
] as const;

export type EntraAttribute = (typeof ENTRA_ATTRIBUTES)[number];

/** Prefix of a `source` that names an extended property by its key. */
export const EXTENDED_SOURCE = 'x:';

/** These say who a person is; they resolve the account and are never written to it. */
const IDENTITY_FIELDS: ReadonlySet<string> = new Set(['userId', 'upn', 'account', 'loginName']);

const PUSHABLE_FIELDS: ReadonlySet<string> = new Set(
  PROFILE_FIELDS.filter((field) => !IDENTITY_FIELDS.has(field)),
);

const source = z
  .string()
  .refine((name) => !IDENTITY_FIELDS.has(name), 'names who the person is and is never written')
  .refine(
    (name) => PUSHABLE_FIELDS.has(name) || IDENTITY_FIELDS.has(name) || /^x:./u.test(name),
    'is neither a profile field nor "x:" and the key of an extended property',
  );

const sharePointProperty = z
  .string()
  .refine(
    isPropertyName,
    'is no name of a SharePoint property: a letter, then at most 49 letters, digits or . + _ -',
  );

/**
 * Where one inbound property goes. `source`: a profile field's name, or `x:` and the key of an extended property.
 * `entra`: an attribute of the Entra user, by Graph. `sharePoint`: a property of the SharePoint profile, by its
 * internal, case-sensitive name.
 */
export const propertyMappingSchema = z.discriminatedUnion('target', [
  z.object({ source, target: z.literal('entra'), property: z.enum(ENTRA_ATTRIBUTES) }),
  z.object({ source, target: z.literal('sharePoint'), property: sharePointProperty }),
]);

export type PropertyMapping = z.infer<typeof propertyMappingSchema>;

/** Built-in properties that Entra masters are mapped to Entra; the others need a property of that name (row S60). */
const DEFAULT_MAPPINGS: PropertyMapping[] = [
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
];

/** Row `PropertyMap` of table `Settings`. */
export const propertyMapSchema = z.object({
  mappings: z.array(propertyMappingSchema).default(DEFAULT_MAPPINGS).superRefine(refuseDoubles),
  /** Whether extended properties without a mapping go to the SharePoint property named like their key. */
  extendedByKey: z.boolean().default(true),
});

export type PropertyMap = z.infer<typeof propertyMapSchema>;

/** Two sources for one property would overwrite each other for ever; no tenant has two that differ only in case. */
function refuseDoubles(mappings: readonly PropertyMapping[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { target, property }] of mappings.entries()) {
    const destination = `${target}:${property.toLowerCase()}`;
    if (seen.has(destination)) {
      context.addIssue({
        code: 'custom',
        path: [index, 'property'],
        message: 'is mapped twice',
      });
    }
    seen.add(destination);
  }
}
