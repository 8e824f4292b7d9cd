import { TableClient } from '@azure/data-tables';
import { startAzurite, type Azurite } from '../../infra/local/azurite';
import { startProgram, type ChildProgram } from '../support/child-program';
import { writeSetting } from '../support/stored-rows';
import { peopleBody, type PeopleBody } from './bench-people';
import { startCountingProxy, type CountingProxy } from './counting-proxy';
import { deliver, post, signIn, type Delivery, type Taken } from './deliver-people';

/** All else is what `local.settings.sample.json` and `host.json` say. */
const SETTINGS = { LOCAL_PORT: '0', LOCAL_TENANT_PORT: '0', LOCAL_DATA: 'memory', TENANT_URL: '' };

const WARM_UP = peopleBody('warm', { maxCount: 1, maxBytes: 10_000 });

/** Loaded before the app: at the end it says how much memory the process has held at most. Only Linux tells. */
const TELL_PEAK = `
  import { existsSync, readFileSync } from 'node:fs';
  process.on('exit', () => {
    const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
    console.error('peak ' + (/VmHWM:\\s+(\\d+)/.exec(status)?.[1] ?? 'NaN'));
  });
`;

/** Storage, tenant and app, each in a process of its own: that of the app runs the host and the app alone. */
export interface BenchSystem {
  /** The emulator itself, past the proxy. */
  readonly storage: string;
  readonly tenantUrl: string;
  readonly requests: CountingProxy | undefined;
  deliver(delivery: Delivery): Promise<Taken>;
  /** Sends the same body without a right to: it reaches the handler, which looks at the token and refuses. */
  knock(body: PeopleBody): Promise<unknown>;
  /** Stops everything. Returns the peak of the app's memory in MB (10^6 bytes), NaN where nobody tells. */
  close(): Promise<number>;
}

export interface BenchOptions {
  readonly countRequests?: boolean;
  /** Whether what was accepted is applied; if not, it stays on the queue. */
  readonly applies?: boolean;
  /** Whether what was applied is pushed to the tenant (row S6). */
  readonly pushes?: boolean;
}

/** Starts everything, with pushing off if nothing else is said, warmed up by one person. */
export async function startBenchSystem({
  countRequests = false,
  applies = true,
  pushes = false,
}: BenchOptions = {}): Promise<BenchSystem> {
  const azurite = await startStorage(pushes);
  const storage = azurite.connectionString;
  const requests = countRequests ? await startCountingProxy(storage) : undefined;
  const tenant = await startProgram('tenant', SETTINGS);
  const tenantUrl = placeOf(tenant, 'tenantUrl');
  const app = await startApp(applies, {
    AzureWebJobsStorage: requests?.connectionString ?? storage,
    TENANT_URL: tenantUrl,
  });
  const door = { appUrl: placeOf(app, 'appUrl'), storage, token: await signIn(tenantUrl) };
  await deliver(door, { body: WARM_UP, until: applies ? 'end' : 'answer' });
  const close = async () => {
    await app.end('SIGTERM');
    await tenant.end('SIGTERM');
    await requests?.close();
    await azurite.close();
    return peakOf(app.output());
  };
  return {
    storage,
    tenantUrl,
    requests,
    deliver: (delivery) => deliver(door, delivery),
    knock: (body) => post({ ...door, token: 'none' }, { body }),
    close,
  };
}

function startApp(
  applies: boolean,
  places: Readonly<Record<string, string>>,
): Promise<ChildProgram> {
  return startProgram('start', {
    ...SETTINGS,
    'AzureWebJobs.apply-changes.Disabled': String(!applies),
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TELL_PEAK)}`,
    ...places,
  });
}

function placeOf({ ready }: ChildProgram, name: string): string {
  return ready[name] ?? '';
}

/** MB (10^6 bytes). */
function peakOf(output: string): number {
  return (Number(/^peak (\d+)$/m.exec(output)?.[1] ?? NaN) * 1_024) / 1e6;
}

async function startStorage(pushes: boolean): Promise<Azurite> {
  const azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
  await openTable(azurite.connectionString, 'Settings').createTable();
  const switches = { TogoUPEnabled: true, SharePointUPSync: pushes };
  await writeSetting(azurite.connectionString, 'SyncConfiguration', JSON.stringify(switches));
  return azurite;
}

/** A table of the emulator. */
export function openTable(storage: string, name: string): TableClient {
  return TableClient.fromConnectionString(storage, name, { allowInsecureConnection: true });
}
