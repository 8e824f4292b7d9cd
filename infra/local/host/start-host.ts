import { availableParallelism } from 'node:os';
import { installFunctionsCore } from './functions-core';
import type { RegisteredFunction } from './functions-core';
import type { HostError } from './host-error';
import { createRoutes } from './http-routes';
import { startHttpListener } from './http-listener';
import { createInvocations } from './invocations';
import type { Invocations } from './invocations';
import { loadApp, terminateApp } from './load-app';
import { readHostSettings } from './host-json';
import type { Environment, HostSettings } from './host-json';
import type { HostLog } from './host-log';
import { startQueuePoller } from './queue-poller';
import type { QueuePoller } from './queue-poller';
import { readQueueTriggers } from './queue-trigger';
import type { QueueTrigger } from './queue-trigger';
import { readConnectionString } from './storage-connection';
import { startTimerClock } from './timer-clock';
import type { MovableClock, TimerClock } from './timer-clock';
import { readTimerTriggers } from './timer-trigger';
import type { TimerTrigger } from './timer-trigger';
import { wait } from './wait';

const BODY_LIMIT_BYTES = 104_857_600;
const BODY_IDLE_MS = 30_000;

export interface HostOptions {
  /** Absolute path of the app's entry file. */
  readonly main: string;
  /** host.json, parsed. */
  readonly hostJson: unknown;
  readonly env: Environment;
  /** 0: a free one. */
  readonly port: number;
  readonly hostId: string;
  /** How long a queue message is invisible while its function runs; the real host's is 600. */
  readonly queueLeaseSeconds: number;
  readonly clock: MovableClock;
  readonly createLog: (settings: HostSettings) => HostLog;
  /** The real host would restart the worker process now; every invocation in it would be lost. */
  readonly onFatal: (error: HostError) => void;
}

/** An app that is being served. */
export interface FunctionsHost {
  readonly url: string;
  readonly functionNames: readonly string[];
  /**
   * Refuses new requests, stops polling and timers, waits up to `graceMs` for what runs, runs the
   * appTerminate hooks and closes.
   */
  close(graceMs: number): Promise<void>;
}

interface Listeners {
  readonly pollers: readonly QueuePoller[];
  readonly timers: TimerClock | undefined;
}

/**
 * Serves the HTTP, queue and timer functions of an app in this process. The app is loaded here, so
 * one host a process.
 * @throws HostError, and whatever the app's entry file throws
 */
export async function startHost(options: HostOptions): Promise<FunctionsHost> {
  const settings = readHostSettings(options.hostJson, options.env, availableParallelism());
  const log = options.createLog(settings);
  const core = installFunctionsCore(log);
  const functions = await loadApp(core, options.main, options.env);
  const invocations = createInvocations({
    core,
    timeoutMs: settings.functionTimeoutMs,
    onTimeout: options.onFatal,
  });
  const served = { options, settings, log, functions, invocations };
  // What cannot be served is found before anything is.
  const queues = readQueueTriggers(functions, options.env);
  const timers = readTimerTriggers(functions, options.env);
  const http = await startHttp(served);
  const listeners = startListeners(served, queues, timers);
  return {
    url: http.url,
    functionNames: functions.map(({ metadata }) => metadata.name),
    close: async (graceMs) => {
      http.drain();
      await drain(served, listeners, graceMs);
      await terminateApp(core);
      await http.close();
      core.uninstall();
    },
  };
}

interface Served {
  readonly options: HostOptions;
  readonly settings: HostSettings;
  readonly log: HostLog;
  readonly functions: readonly RegisteredFunction[];
  readonly invocations: Invocations;
}

function startHttp({ options, settings, log, functions, invocations }: Served) {
  return startHttpListener({
    port: options.port,
    routes: createRoutes(functions, settings.routePrefix),
    invocations,
    limits: { maxBytes: BODY_LIMIT_BYTES, idleMs: BODY_IDLE_MS },
    log,
  });
}

function startListeners(
  { options, settings, log, invocations }: Served,
  queues: readonly QueueTrigger[],
  triggers: readonly TimerTrigger[],
): Listeners {
  const { env, queueLeaseSeconds: leaseSeconds, hostId, clock } = options;
  const pollers = queues.map((trigger) =>
    startQueuePoller(trigger, { settings: settings.queues, leaseSeconds, invocations, log }),
  );
  if (triggers.length === 0) return { pollers, timers: undefined };
  const connectionString = readConnectionString(env);
  const timers = startTimerClock({ triggers, connectionString, hostId, invocations, clock, log });
  return { pollers, timers };
}

/** Waits for what runs, but no longer than `graceMs`; says how much was cut off. */
async function drain(served: Served, listeners: Listeners, graceMs: number): Promise<void> {
  const { invocations, log } = served;
  const done = new AbortController();
  const ended = stopListeners(listeners)
    .then(() => invocations.idle())
    .finally(() => done.abort());
  await Promise.race([ended, wait(graceMs, done.signal)]);
  const left = invocations.running();
  if (left > 0) log.write('warning', 'host', `${left} running invocations were cut off`);
}

async function stopListeners({ pollers, timers }: Listeners): Promise<void> {
  await Promise.all([...pollers.map((poller) => poller.stop()), timers?.stop()]);
  await Promise.all(pollers.map((poller) => poller.idle()));
}
