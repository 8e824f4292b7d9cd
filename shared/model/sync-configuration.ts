import { z } from 'zod';

/**
 * Row `SyncConfiguration` of table `Settings` (rows S2–S6). Unknown members are kept out of the way, not refused:
 * the row belongs to the administrator.
 */
export const syncConfigurationSchema = z.object({
  /** Mandatory in the document; missing counts as off (row S5). */
  TogoUPEnabled: z.boolean().default(false),
  /** Optional: also push to SharePoint and Entra (row S6). */
  SharePointUPSync: z.boolean().default(false),
});

/** Row `IntakeLimits`: what one delivery may hold (row S48). */
export const intakeLimitsSchema = z.object({
  maxBodyBytes: z.number().int().min(1).max(104_857_600).default(100_000_000),
  maxUsers: z.number().int().min(1).default(500_000),
  /** Bytes of one person in JSON. */
  maxUserBytes: z.number().int().min(1).max(4_000_000).default(1_000_000),
  /** Nesting of the JSON, the outermost object being 1. */
  maxDepth: z.number().int().min(4).max(1000).default(32),
  /** Extended properties of one person in one delivery. */
  maxExtendedProperties: z.number().int().min(0).max(1000).default(200),
  /** Extended properties in the catalogue. */
  maxCatalogueProperties: z.number().int().min(0).default(2_000),
  /** Unfinished deliveries of one caller. */
  maxUnfinishedDeliveries: z.number().int().min(1).default(50),
  /** IANA zone of date times that name none (row S32). */
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone').default('UTC'),
});

export type IntakeLimits = z.infer<typeof intakeLimitsSchema>;

/** Row `Push`: how the tenant is written to. */
export const pushSettingsSchema = z.object({
  /** Whether properties that Entra masters are written to Entra by Graph. */
  graphWrites: z.boolean().default(true),
  /** Hours after which a missing profile or property is tried again (row S40); a year at most. */
  retryAfterHours: z.number().min(0).max(8_760).default(24),
  /** How date times are written to SharePoint; not yet proven on a real tenant. */
  dateFormat: z.enum(['MM/dd/yyyy', 'yyyy-MM-dd']).default('MM/dd/yyyy'),
  /** Licences of the tenant: they decide how many PeopleManager calls SharePoint allows. */
  licences: z.number().int().min(1).default(1_000),
  /** PeopleManager calls in five minutes, all instances together; absent: a fifth of what SharePoint allows the tenant. */
  peopleManagerCalls: z.number().int().min(1).max(15_000).exactOptional(),
  /** How bulk imports are queued; which form SharePoint takes from an app is not yet proven on a real tenant. */
  bulkImport: z.enum(['csom', 'rest', 'off']).default('csom'),
  /** From so many people on that one part of a delivery changes, custom properties go by bulk import. */
  bulkImportFrom: z.number().int().min(1).default(50),
  /** How date times stand in the file of a bulk import; not yet proven on a real tenant. */
  bulkImportDateFormat: z
    .enum(['yyyy-MM-ddTHH:mm:ssZ', 'yyyy-MM-dd', 'MM/dd/yyyy'])
    .default('yyyy-MM-ddTHH:mm:ssZ'),
  /** Hours after which a bulk import that has not ended is given up. */
  bulkImportHours: z.number().min(0.1).max(168).default(24),
});

export type PushSettings = z.infer<typeof pushSettingsSchema>;

/** Days, a hundred years: what is reckoned with them stays a time that can be stored and sorted. */
const MAX_DAYS = 36_500;

/** Row `Retention`: how long what has ended is kept. */
export const retentionSchema = z.object({
  /** Days that the blobs of an ended submission (its outcomes) stay. */
  submissionDays: z.number().min(1).max(MAX_DAYS).default(90),
  /** Days that an idempotency key is remembered (design §9). */
  idempotencyDays: z.number().min(1).max(MAX_DAYS).default(7),
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
