import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const fileSchema = z.object({
  IsEncrypted: z.literal(false).optional(),
  Values: z.record(z.string(), z.string()),
});

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

const runnerSchema = z.object({
  LOCAL_PORT: port(7071),
  LOCAL_TENANT_PORT: port(7080),
  LOCAL_DATA: z.string().min(1).default('.local'),
  LOCAL_QUEUE_LEASE_SECONDS: z.coerce.number().int().min(1).max(604_800).default(600),
  TENANT_URL: z.url().optional(),
  AzureWebJobsStorage: z.string().default('UseDevelopmentStorage=true'),
  ENTRA_TENANT_ID: z.string().default('11111111-1111-4111-8111-111111111111'),
  API_AUDIENCE: z.string().default('api://profile-sync'),
  INGEST_ROLES: z.string().default(''),
  SHAREPOINT_HOST: z.string().default('contoso.sharepoint.com'),
});

/** What the local runner itself needs to know. Port 0 means a free one. */
export interface LocalSettings {
  readonly port: number;
  readonly tenantPort: number;
  /** A folder, relative to the app's, or `memory`. */
  readonly data: string;
  readonly queueLeaseSeconds: number;
  /** Another tenant server instead of the built-in one. */
  readonly tenantUrl: string | undefined;
  readonly storage: string;
  readonly tenantId: string;
  readonly audience: string;
  readonly sharePointHost: string;
  readonly ingestRoles: readonly string[];
}

export type Variables = Record<string, string | undefined>;

/**
 * The variables that the app runs with: those of `local.settings.json`, else of
 * `local.settings.sample.json`, in `appDir`; a variable of the process wins over the file.
 * @throws Error when the file is no settings file
 */
export function readVariables(appDir: string, processVariables: Variables): Variables {
  const file = ['local.settings.json', 'local.settings.sample.json']
    .map((name) => join(appDir, name))
    .find((path) => existsSync(path));
  if (file === undefined) return { ...processVariables };
  const parsed = fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return { ...parsed.data.Values, ...processVariables };
}

/**
 * The runner's own settings; an empty value counts as absent.
 * @throws Error naming every bad setting
 */
export function readLocalSettings(variables: Variables): LocalSettings {
  const given = Object.entries(variables).filter(([, value]) => value !== '');
  const parsed = runnerSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new Error(`Local settings: ${z.prettifyError(parsed.error)}`);
  const settings = parsed.data;
  return {
    port: settings.LOCAL_PORT,
    tenantPort: settings.LOCAL_TENANT_PORT,
    data: settings.LOCAL_DATA,
    queueLeaseSeconds: settings.LOCAL_QUEUE_LEASE_SECONDS,
    tenantUrl: settings.TENANT_URL,
    storage: settings.AzureWebJobsStorage,
    tenantId: settings.ENTRA_TENANT_ID,
    audience: listOf(settings.API_AUDIENCE)[0] ?? settings.API_AUDIENCE,
    sharePointHost: settings.SHAREPOINT_HOST,
    ingestRoles: listOf(settings.INGEST_ROLES),
  };
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
