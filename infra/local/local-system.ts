import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { startAzurite } from './azurite';
import { followClock } from './follow-clock';
import { HostError } from './host/host-error';
import { createLineLog } from './host/host-log';
import { startHost } from './host/start-host';
import type { FunctionsHost } from './host/start-host';
import { readLocalSettings, readVariables } from './local-settings';
import type { LocalSettings } from './local-settings';
import { routeMicrosoft } from './route-microsoft';
import { seedSettings } from './seed-settings';
import { installShiftedClock } from './shifted-clock';
import type { ShiftedClock } from './shifted-clock';
import { startTenant } from './tenant/tenant-server';

const DEVELOPMENT_STORAGE = 'UseDevelopmentStorage=true';
const DRAIN_MS = 10_000;

/** The whole product on one machine. */
export interface LocalSystem {
  readonly appUrl: string;
  readonly tenantUrl: string;
  readonly storageConnectionString: string;
  readonly functionNames: readonly string[];
  /** Drains the app (10 s), then stops everything that was started. */
  close(): Promise<void>;
}

export interface LocalOptions {
  /** The folder of package.json, host.json and the settings files. */
  readonly appDir: string;
  /** Writes one line of the app's log. */
  readonly writeLog: (line: string) => void;
  /** Called when a part has failed so that only an end with exit code 1 is left. */
  readonly onFatal: (error: Error) => void;
}

/** What has been started, with how to stop it; the last one first. */
type Closers = (() => Promise<void> | void)[];

/**
 * Starts storage, tenant and app, by the settings of the app's folder and of this process. It
 * changes this process (`Date`, `fetch`, `node:https`, `process.env`), so once a process.
 * @throws Error when a part cannot start; what had started is stopped again
 */
export async function startLocal(options: LocalOptions): Promise<LocalSystem> {
  const closers: Closers = [];
  const close = async () => {
    for (const stop of closers.splice(0).reverse()) await stop();
  };
  try {
    return { ...(await start(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: LocalOptions, closers: Closers): Promise<Omit<LocalSystem, 'close'>> {
  Object.assign(process.env, readVariables(options.appDir, process.env));
  process.env['AZURE_FUNCTIONS_ENVIRONMENT'] = 'Development';
  const settings = readLocalSettings(process.env);
  const clock = installShiftedClock();
  const storage = await provideStorage(options, settings, closers);
  process.env['AzureWebJobsStorage'] = storage;
  const tenantUrl = await provideTenant(settings, clock, closers);
  await seedSettings(storage);
  const host = await serveApp(options, settings, clock);
  closers.push(() => host.close(DRAIN_MS));
  return {
    appUrl: host.url,
    tenantUrl,
    storageConnectionString: storage,
    functionNames: host.functionNames,
  };
}

async function provideStorage(
  { appDir, onFatal }: LocalOptions,
  { storage, data }: LocalSettings,
  closers: Closers,
): Promise<string> {
  if (storage !== DEVELOPMENT_STORAGE) return storage;
  const azurite = await startAzurite({
    data: data === 'memory' ? data : resolve(appDir, data),
    ports: 'usual',
    onExit: () => onFatal(new HostError('StorageEnded', 'Azurite has ended.')),
  });
  closers.push(() => azurite.close());
  return azurite.connectionString;
}

/** Starts the tenant, unless there is one, and sends there what is meant for Microsoft's hosts. */
async function provideTenant(
  settings: LocalSettings,
  clock: ShiftedClock,
  closers: Closers,
): Promise<string> {
  const { tenantId, audience, sharePointHost, ingestRoles } = settings;
  let { tenantUrl } = settings;
  if (tenantUrl === undefined) {
    const tenant = await startTenant({
      port: settings.tenantPort,
      ...{ tenantId, audience, sharePointHost, ingestRoles },
      onClockShift: (offsetMs) => clock.shift(offsetMs),
    });
    closers.push(() => tenant.close());
    tenantUrl = tenant.url;
  } else {
    closers.push(await followClock(tenantUrl, clock));
  }
  closers.push(routeMicrosoft({ tenantUrl, sharePointHost }));
  process.env['IDENTITY_ENDPOINT'] = new URL('/msi/token', tenantUrl).href;
  process.env['IDENTITY_HEADER'] = randomUUID();
  return tenantUrl;
}

const manifestSchema = z.object({ main: z.string() });

function serveApp(
  { appDir, writeLog, onFatal }: LocalOptions,
  { port, queueLeaseSeconds }: LocalSettings,
  clock: ShiftedClock,
): Promise<FunctionsHost> {
  const { main } = manifestSchema.parse(readJson(join(appDir, 'package.json')));
  return startHost({
    main: resolve(appDir, main),
    hostJson: readJson(join(appDir, 'host.json')),
    env: process.env,
    port,
    hostId: hostIdOf(appDir),
    queueLeaseSeconds,
    clock,
    createLog: ({ logLevel }) => createLineLog(logLevel, writeLog),
    onFatal,
  });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Hosts of one folder share their timers; the setting is the real host's. */
function hostIdOf(appDir: string): string {
  const given = process.env['AzureFunctionsWebHost__hostid'];
  if (given !== undefined && given !== '') return given;
  const hash = createHash('sha256').update(resolve(appDir)).digest('hex');
  return `local-${hash.slice(0, 16)}`;
}
