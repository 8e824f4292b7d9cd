import { z } from 'zod';
import type { LogLevel } from './core-contract';
import { HostError } from './host-error';
import { LOG_LEVELS } from './host-log';

/** The settings of a queue trigger, as `QueuesOptions` of the real host has them. */
export interface QueueSettings {
  readonly batchSize: number;
  readonly newBatchThreshold: number;
  readonly maxPollingIntervalMs: number;
  /** How long a message stays invisible after a failed try; not the processing lease. */
  readonly visibilityTimeoutSeconds: number;
  readonly maxDequeueCount: number;
  readonly messageEncoding: 'base64' | 'none';
}

/** What the local host reads of host.json. */
export interface HostSettings {
  readonly routePrefix: string;
  /** `undefined`: a function may run for ever ("-1"). */
  readonly functionTimeoutMs: number | undefined;
  readonly logLevel: LogLevel;
  readonly queues: QueueSettings;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const OVERRIDE_PREFIX = 'AzureFunctionsJobHost__';

const timeSpan = z.string().transform((text, context) => {
  const milliseconds = parseTimeSpan(text);
  if (milliseconds !== undefined) return milliseconds;
  context.addIssue({ code: 'custom', message: 'expected [d.]hh:mm:ss' });
  return z.NEVER;
});

const queuesSchema = z.object({
  batchSize: z.coerce.number().int().min(1).max(32).default(16),
  newBatchThreshold: z.coerce.number().int().min(0).optional(),
  maxPollingInterval: timeSpan.pipe(z.number().min(100)).default(2000),
  visibilityTimeout: timeSpan.default(0),
  maxDequeueCount: z.coerce.number().int().min(1).default(5),
  messageEncoding: z.enum(['base64', 'none']).default('base64'),
});

const hostJsonSchema = z.object({
  version: z.literal('2.0'),
  functionTimeout: z.union([z.literal('-1').transform(() => undefined), timeSpan]).optional(),
  logging: z
    .object({ logLevel: z.object({ default: z.string().optional() }).optional() })
    .optional(),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      queues: queuesSchema.prefault({}),
    })
    .prefault({}),
});

const DEFAULT_TIMEOUT_MS = 30 * 60_000;

/**
 * Reads a parsed host.json, with `AzureFunctionsJobHost__a__b` of the environment over it, as the
 * real host does. Defaults are those of Development: polling at most 2 s apart.
 * @param processors how many processors the default of `newBatchThreshold` counts with
 * @throws HostError HostJsonInvalid, naming the members
 */
export function readHostSettings(
  hostJson: unknown,
  env: Environment,
  processors: number,
): HostSettings {
  const parsed = hostJsonSchema.safeParse(withOverrides(hostJson, env));
  if (!parsed.success) {
    throw new HostError('HostJsonInvalid', `host.json: ${z.prettifyError(parsed.error)}`);
  }
  const { extensions, logging, functionTimeout } = parsed.data;
  const { queues } = extensions;
  return {
    routePrefix: extensions.http.routePrefix,
    functionTimeoutMs: 'functionTimeout' in parsed.data ? functionTimeout : DEFAULT_TIMEOUT_MS,
    logLevel: toLogLevel(logging?.logLevel?.default),
    queues: {
      batchSize: queues.batchSize,
      newBatchThreshold:
        queues.newBatchThreshold ?? Math.trunc(queues.batchSize / 2) * Math.max(1, processors),
      maxPollingIntervalMs: queues.maxPollingInterval,
      visibilityTimeoutSeconds: Math.round(queues.visibilityTimeout / 1000),
      maxDequeueCount: queues.maxDequeueCount,
      messageEncoding: queues.messageEncoding,
    },
  };
}

function toLogLevel(name = 'Information'): LogLevel {
  return LOG_LEVELS.find((level) => level === name.toLowerCase()) ?? 'information';
}

/** `[d.]hh:mm:ss[.fff]` in milliseconds. */
function parseTimeSpan(text: string): number | undefined {
  const match = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d{1,7})?)$/.exec(text);
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part || 0));
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
}

function withOverrides(hostJson: unknown, env: Environment): unknown {
  const result: unknown = structuredClone(hostJson);
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(OVERRIDE_PREFIX) || value === undefined) continue;
    setMember(result, name.slice(OVERRIDE_PREFIX.length).split('__'), value);
  }
  return result;
}

function setMember(target: unknown, path: readonly string[], value: string): void {
  const [name, ...rest] = path;
  if (name === undefined || typeof target !== 'object' || target === null) return;
  const members = target as Record<string, unknown>;
  if (rest.length === 0) {
    members[name] = value;
    return;
  }
  members[name] ??= {};
  setMember(members[name], rest, value);
}
