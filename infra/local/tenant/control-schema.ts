import { z } from 'zod';
import { targets } from './throttle';

const target = z.enum(targets);

const userSchema = z.looseObject({
  userPrincipalName: z.string().min(3),
  id: z.string().optional(),
  admin: z.boolean().optional(),
  hasProfile: z.boolean().optional(),
  aliases: z.array(z.string()).optional(),
  removed: z.boolean().optional(),
  /** Values of profile properties, written as if by an administrator. */
  profile: z.record(z.string(), z.string()).optional(),
});

const propertySchema = z.strictObject({
  name: z.string().min(1),
  kind: z
    .enum([
      'string',
      'html',
      'url',
      'person',
      'guid',
      'integer',
      'double',
      'boolean',
      'date',
      'dateWithoutYear',
    ])
    .optional(),
  multi: z.boolean().optional(),
  taxonomy: z.boolean().optional(),
  userEditable: z.boolean().optional(),
  mastered: z.boolean().optional(),
  maxLength: z.number().int().positive().optional(),
  terms: z.array(z.string()).optional(),
  openTerms: z.boolean().optional(),
  removed: z.boolean().optional(),
});

const throttleSchema = z.strictObject({
  target,
  count: z.number().int().positive().default(1),
  status: z.number().int().min(400).max(599).default(429),
  retryAfter: z.string().nullable().default(null),
});

const seconds = z.number().positive();

/** `retryAfter`: shortest and longest. */
const stormSchema = z.strictObject({
  share: z.number().min(0).max(1),
  seconds,
  retryAfter: z.tuple([seconds, seconds]).default([1, 2]),
});

const faultSchema = z
  .strictObject({
    target: z.enum(['graph', 'upload', 'peopleManager', 'bulkImport', 'token']),
    count: z.number().int().positive().default(1),
    kind: z.enum(['500-permanent', 'reset-before', 'reset-after', 'slow', 'html']),
    matching: z.string().default(''),
    delayMs: z.number().int().nonnegative().default(2000),
    status: z.number().int().min(200).max(599).default(502),
  })
  .refine(
    ({ target: met, kind }) => !['token', 'upload'].includes(met) || kind !== '500-permanent',
    'The identity endpoint and uploads have no 500 that is permanent.',
  );

const mintSchema = z.strictObject({
  client: z.string().default('hr-system'),
  version: z.enum(['1.0', '2.0']).default('2.0'),
  claims: z.record(z.string(), z.unknown()).default({}),
  header: z.record(z.string(), z.unknown()).default({}),
  signature: z.enum(['right', 'foreign', 'none', 'hmac']).default('right'),
});

export type MintRequest = z.infer<typeof mintSchema>;

const keysSchema = z.strictObject({
  /** A new signing key; `keepOld` leaves the older ones published. */
  rotate: z.boolean().optional(),
  keepOld: z.boolean().default(true),
  answer: z.enum(['ok', 'fail', 'slow', 'html', 'empty']).optional(),
});

const siteSchema = z.strictObject({
  /** Server-relative; `/` is the root site. */
  path: z.string().regex(/^\/$|^(?:\/[^/]+)+$/),
  /** Libraries that it has besides `Documents`. */
  libraries: z.array(z.string().min(1)).optional(),
  /** Whether tokens with `Sites.Selected` alone may read and write here. */
  granted: z.boolean().optional(),
  removed: z.boolean().optional(),
});

const clientSchema = z.strictObject({
  clientId: z.string().min(1),
  /** PEM. */
  certificate: z.string(),
});

const importsSchema = z
  .strictObject({
    seconds: z.number().nonnegative(),
    oneAtATime: z.boolean(),
    stuck: z.boolean(),
    listViewThreshold: z.boolean(),
    emptyJobId: z.number().int().nonnegative(),
    fail: z
      .strictObject({
        error: z.union([z.literal(1), z.literal(20), z.literal(21), z.literal(22), z.literal(23)]),
        count: z.number().int().positive().default(1),
      })
      .nullable(),
  })
  .partial();

const limit = z.number().int().nonnegative().nullable().optional();

function oneOrMany<T extends z.ZodType>(schema: T) {
  return z.union([schema.transform((one) => [one]), z.array(schema)]);
}

/** Everything that `POST /_control` takes; members that are absent change nothing. */
export const controlSchema = z.strictObject({
  reset: z.literal(true).optional(),
  clock: z.union([z.string(), z.strictObject({ offsetMs: z.number().int() })]).optional(),
  autoCreate: z.boolean().optional(),
  users: z.array(userSchema).optional(),
  properties: z.array(propertySchema).optional(),
  sites: z.array(siteSchema).optional(),
  clients: z.array(clientSchema).optional(),
  throttle: oneOrMany(throttleSchema).optional(),
  storm: stormSchema.optional(),
  fault: oneOrMany(faultSchema).optional(),
  keys: keysSchema.optional(),
  mint: mintSchema.optional(),
  roles: z
    .strictObject({ graph: z.array(z.string()), sharePoint: z.array(z.string()) })
    .partial()
    .optional(),
  licences: z.number().int().positive().optional(),
  limits: z
    .strictObject({
      graphUnits: limit,
      graphWrites: limit,
      driveUnits: limit,
      peopleManager: limit,
    })
    .optional(),
  propagation: z
    .strictObject({ delayMs: z.number().int().nonnegative(), holdNulls: z.boolean() })
    .partial()
    .optional(),
  graphReadLagMs: z.number().int().nonnegative().optional(),
  slowMs: z.number().int().nonnegative().optional(),
  imports: importsSchema.optional(),
  masteredWrites: z.enum(['refuse', 'overwrite']).optional(),
});

export type ControlRequest = z.infer<typeof controlSchema>;
export type UserControl = z.infer<typeof userSchema>;
