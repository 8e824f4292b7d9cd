import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { claimFolder, noteOwner } from './data-folder';
import { findFreePorts } from './free-ports';

const USUAL_PORTS = [10_000, 10_001, 10_002] as const;
const SERVICES = 3;
const START_MS = 60_000;
const START_TRIES = 3;
const STOP_MS = 10_000;
const ACCOUNT = 'devstoreaccount1';
/** The emulator's key, the same on every machine and published by Microsoft. */
const ACCOUNT_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
/**
 * Ends Azurite in good order when the process that started it is gone, however it went. Its own
 * farewell then goes to a closed pipe, which must not keep it from writing down its data.
 */
const END_WITH_PARENT = `
  process.stdout.on('error', () => undefined);
  process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).resume().unref();
`;

type AzuriteProcess = ChildProcessByStdio<Writable, Readable, null>;

/** A running storage emulator. */
export interface Azurite {
  /** With the ports in use, whichever they are. */
  readonly connectionString: string;
  close(): Promise<void>;
}

export interface AzuriteOptions {
  /** An absolute folder, or `memory`. */
  readonly data: string;
  /** `usual`: 10000 to 10002 where they are free; `any`: others. */
  readonly ports: 'usual' | 'any';
  /** Called when the emulator ends without being asked to. */
  readonly onExit: () => void;
}

/**
 * Starts Azurite as a child process and waits until its three services listen.
 * @throws Error when it ends or does not listen within a minute
 */
export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  if (options.data !== 'memory') await claimFolder(options.data);
  for (let tries = 1; ; tries += 1) {
    // Somebody else may take a port between the look and the start: then others are tried.
    const wanted = options.ports === 'usual' && tries === 1 ? USUAL_PORTS : [0, 0, 0];
    const ports = await findFreePorts(wanted);
    const child = launch(options.data, ports);
    if (options.data !== 'memory') noteOwner(options.data, child.pid);
    if (await isListening(child)) return toAzurite(child, ports, options.onExit);
    await stop(child);
    if (tries === START_TRIES) throw new Error('Azurite does not start.');
  }
}

function launch(data: string, ports: readonly number[]): AzuriteProcess {
  return spawn(process.execPath, commandLine(data, ports), {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A terminal's SIGINT goes to the whole group, but the host needs storage until it has drained.
    detached: true,
  });
}

function toAzurite(child: AzuriteProcess, ports: readonly number[], onExit: () => void): Azurite {
  child.once('exit', onExit);
  return {
    connectionString: connectionString(ports),
    close: () => {
      child.off('exit', onExit);
      return stop(child);
    },
  };
}

function commandLine(data: string, ports: readonly number[]): string[] {
  const [blob, queue, table] = ports.map(String);
  const storage = data === 'memory' ? ['--inMemoryPersistence'] : ['--location', data];
  return [
    '--import',
    `data:text/javascript,${encodeURIComponent(END_WITH_PARENT)}`,
    createRequire(__filename).resolve('azurite/dist/src/azurite.js'),
    ...storage,
    ...['--blobPort', blob ?? '', '--queuePort', queue ?? '', '--tablePort', table ?? ''],
    '--silent',
    '--disableTelemetry',
    // The storage clients name versions of the service that are newer than the emulator.
    '--skipApiVersionCheck',
  ];
}

function connectionString(ports: readonly number[]): string {
  const endpoint = (port = 0) => `http://127.0.0.1:${port}/${ACCOUNT}`;
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${ACCOUNT}`,
    `AccountKey=${ACCOUNT_KEY}`,
    `BlobEndpoint=${endpoint(ports[0])}`,
    `QueueEndpoint=${endpoint(ports[1])}`,
    `TableEndpoint=${endpoint(ports[2])}`,
  ].join(';');
}

/** Reads it off Azurite's own output: on a port that was taken, somebody else would answer. */
function isListening(child: AzuriteProcess): Promise<boolean> {
  let listening = 0;
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, START_MS, false);
    const end = (started: boolean) => {
      clearTimeout(timer);
      resolve(started);
    };
    child.once('exit', () => end(false));
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('successfully listening')) listening += 1;
      if (listening === SERVICES) end(true);
    });
  });
}

async function stop(child: AzuriteProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  const killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(killing);
}

function hasEnded(child: AzuriteProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
