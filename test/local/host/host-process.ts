import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const RUNNER = resolve('dist/local/start.js');
const SAMPLE_APP = join(__dirname, 'fixtures', 'sample-app');
const TENANT_ID = '11111111-1111-4111-8111-111111111111';
/** Far beyond what a healthy host needs, so that it only ends tests that would wait for ever. */
const PATIENCE_MS = 45_000;

/** What the sample app tells on its output. */
export type AppEvent = { readonly name: string } & Readonly<Record<string, unknown>>;

/** The local host, run as it is in use: the built runner in a process of its own. */
export interface HostProcess {
  readonly url: string;
  readonly tenantUrl: string;
  /** The connection string of the emulator; absent for another account. */
  readonly storage: string | undefined;
  readonly child: ChildProcess;
  /** Everything that the app has told so far. */
  readonly events: readonly AppEvent[];
  /** The lines of the log so far. */
  readonly log: readonly string[];
  /** The first event, told already or to come, that fits. */
  event(fits: (event: AppEvent) => boolean): Promise<AppEvent>;
  /** Resolves when the host says that it is stopping. */
  stopping(): Promise<true>;
  /** Sends the signal and gives the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface HostProcessOptions {
  /** A connection string; without one the runner starts an emulator of its own. */
  readonly storage?: string;
  /** Without one the runner starts the simulated tenant. */
  readonly tenantUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the sample app on the host and waits until it is ready. */
export async function startHostProcess(options: HostProcessOptions): Promise<HostProcess> {
  const child = spawn(process.execPath, [RUNNER], {
    cwd: SAMPLE_APP,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: variablesOf(options),
  });
  const output = collectOutput(child);
  const { appUrl: url, tenantUrl, storage } = await output.ready;
  const { events, log } = output;
  return {
    ...{ url, tenantUrl, storage, child, events, log },
    event: (fits) => output.event(fits),
    stopping: () => output.stopping(),
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}

function variablesOf({ storage, tenantUrl, env }: HostProcessOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    AzureWebJobsStorage: storage ?? 'UseDevelopmentStorage=true',
    TENANT_URL: tenantUrl ?? '',
    LOCAL_PORT: '0',
    LOCAL_TENANT_PORT: '0',
    LOCAL_DATA: 'memory',
    ENTRA_TENANT_ID: TENANT_ID,
    API_AUDIENCE: 'api://profile-sync',
    LOCAL_QUEUE_LEASE_SECONDS: '2',
    JOB_QUEUE: 'jobs',
    RARE: '0 0 0 1 1 *',
    'AzureWebJobs.disabled.Disabled': 'true',
    'AzureWebJobs.tick.Disabled': 'true',
    ...env,
  };
}

interface Ready {
  readonly appUrl: string;
  readonly tenantUrl: string;
  readonly storage: string | undefined;
}

function collectOutput(child: ChildProcess) {
  const events: AppEvent[] = [];
  const log: string[] = [];
  const watchers = new Set<() => void>();
  let ready: Ready | undefined;
  let stopping: true | undefined;
  const onLine = (line: string) => {
    if (line.startsWith('event ')) events.push(JSON.parse(line.slice(6)) as AppEvent);
    if (line.startsWith('ready ')) ready = JSON.parse(line.slice(6)) as Ready;
    if (line === 'stopping') stopping = true;
    for (const watcher of watchers) watcher();
  };
  if (child.stdout === null || child.stderr === null) throw new Error('The host has no output.');
  createInterface(child.stdout).on('line', onLine);
  createInterface(child.stderr).on('line', (line) => log.push(line));
  const until = <T>(look: () => T | undefined) => waitFor(child, watchers, look);
  const explain = (error: Error) => {
    throw new Error(`${error.message}\n${log.join('\n')}`, { cause: error });
  };
  return {
    events,
    log,
    ready: until(() => ready).catch(explain),
    stopping: () => until(() => stopping).catch(explain),
    event: (fits: (event: AppEvent) => boolean) => until(() => events.find(fits)).catch(explain),
  };
}

function waitFor<T>(
  child: ChildProcess,
  watchers: Set<() => void>,
  look: () => T | undefined,
): Promise<T> {
  return new Promise((resolve_, reject) => {
    const stop = () => {
      clearTimeout(timer);
      watchers.delete(check);
      child.off('close', onClose);
    };
    const check = () => {
      const found = look();
      if (found === undefined) return;
      stop();
      resolve_(found);
    };
    const fail = (reason: string) => {
      stop();
      reject(new Error(reason));
    };
    const onClose = () => {
      fail('The host has ended.');
    };
    const timer = setTimeout(fail, PATIENCE_MS, 'The host has not told what was waited for.');
    watchers.add(check);
    child.on('close', onClose);
    check();
  });
}
