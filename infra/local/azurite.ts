import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePorts } from './free-ports';

const USUAL_PORTS = [10_000, 10_001, 10_002] as const;
const START_MS = 60_000;
const STOP_MS = 10_000;
const ACCOUNT = 'devstoreaccount1';
/** The emulator's key, the same on every machine and published by Microsoft. */
const ACCOUNT_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
/** Ends Azurite in good order when the process that started it is gone, however it went. */
const END_WITH_PARENT =
  "process.stdin.resume().on('end', () => process.kill(process.pid, 'SIGTERM'));";

/** A running storage emulator. */
export interface Azurite {
  /** With the ports in use, whichever they are. */
  readonly connectionString: string;
  close(): Promise<void>;
}

export interface AzuriteOptions {
  /** An absolute folder, or `memory`. */
  readonly data: string;
  /** Called when the emulator ends without being asked to. */
  readonly onExit: () => void;
}

/**
 * Starts Azurite as a child process, on its usual ports where they are free, and waits until all
 * three services answer.
 * @throws Error when it ends or does not answer within a minute
 */
export async function startAzurite({ data, onExit }: AzuriteOptions): Promise<Azurite> {
  if (data !== 'memory') mkdirSync(data, { recursive: true });
  const ports = await findFreePorts(USUAL_PORTS);
  const child = spawn(process.execPath, commandLine(data, ports), {
    stdio: ['pipe', 'ignore', 'inherit'],
    // A terminal's SIGINT goes to the whole group, but the host needs storage until it has drained.
    detached: true,
  });
  await Promise.all(ports.map((port) => waitForPort(child, port)));
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

async function waitForPort(child: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (!(await answers(port))) {
    if (hasEnded(child)) throw new Error('Azurite ended while it was starting.');
    if (performance.now() > deadline) {
      child.kill();
      throw new Error(`Azurite does not answer on port ${port}.`);
    }
    await pause(50);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  const killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(killing);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
