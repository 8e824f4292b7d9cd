import { BlobServiceClient } from '@azure/storage-blob';
import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { whileLeader } from './blob-lease';
import { describeError } from './describe-error';
import type { HostLog } from './host-log';
import type { Invocations } from './invocations';
import {
  readTimerStatus,
  statusAfter,
  statusAtStart,
  statusBlob,
  writeTimerStatus,
} from './timer-status';
import type { TimerStatus } from './timer-status';
import type { TimerTrigger } from './timer-trigger';
import { wait } from './wait';

const CONTAINER = 'azure-webjobs-hosts';
/** A wait is cut into pieces: Node's timers cannot hold more than 24 days. */
const MAX_WAIT_MS = 3_600_000;

/** A clock that can be moved; `new Date()` has the new time when listeners are called. */
export interface MovableClock {
  onShift(listener: () => void): () => void;
}

export interface TimerClockOptions {
  readonly triggers: readonly TimerTrigger[];
  readonly connectionString: string;
  /** Hosts with the same id share their timers: each fires in one of them. */
  readonly hostId: string;
  readonly invocations: Invocations;
  readonly clock: MovableClock;
  readonly log: HostLog;
}

export interface TimerClock {
  /** Starts no more runs; resolves when the running ones have ended. */
  stop(): Promise<void>;
}

/** One timer while its host holds the lease. */
interface RunningTimer {
  readonly trigger: TimerTrigger;
  readonly options: TimerClockOptions;
  readonly status: BlockBlobClient;
  known: TimerStatus | undefined;
}

/** Runs the timer functions. Runs of one timer never overlap; missed occurrences are dropped. */
export function startTimerClock(options: TimerClockOptions): TimerClock {
  const stop = new AbortController();
  const container = BlobServiceClient.fromConnectionString(
    options.connectionString,
  ).getContainerClient(CONTAINER);
  const timers = options.triggers.map((trigger) =>
    runTimer(options, { trigger, container }, stop.signal),
  );
  return {
    async stop() {
      stop.abort();
      await Promise.all(timers);
    },
  };
}

async function runTimer(
  options: TimerClockOptions,
  { trigger, container }: { trigger: TimerTrigger; container: ContainerClient },
  signal: AbortSignal,
): Promise<void> {
  const { hostId, log } = options;
  const { name } = trigger.registered.metadata;
  const blobName = `locks/${hostId}/${name}.Listener`;
  await whileLeader({ container, blobName, signal, log, name }, (leading) =>
    tick(
      { trigger, options, status: statusBlob(container, hostId, name), known: undefined },
      leading,
    ),
  );
}

async function tick(timer: RunningTimer, signal: AbortSignal): Promise<void> {
  await startTimer(timer);
  while (!signal.aborted) {
    const due = await waitUntilDue(timer, signal);
    if (due === undefined) return;
    await run(timer, { due, isPastDue: false });
  }
}

/** The run at the start, if there is one: a missed occurrence wins over `runOnStartup`. */
async function startTimer(timer: RunningTimer): Promise<void> {
  const { trigger, status } = timer;
  const now = new Date();
  if (trigger.useMonitor) {
    const stored = await readTimerStatus(status);
    timer.known = statusAtStart(trigger.schedule, stored, now);
    if (timer.known !== stored) await writeTimerStatus(status, timer.known);
    if (now > new Date(timer.known.Next)) return run(timer, { due: now, isPastDue: true });
  }
  if (trigger.runOnStartup) return run(timer, { due: now, isPastDue: false });
}

/** The occurrence that has come; `undefined` when the signal aborts first. */
async function waitUntilDue(timer: RunningTimer, signal: AbortSignal): Promise<Date | undefined> {
  const { schedule } = timer.trigger;
  let due = schedule.next(new Date());
  while (!signal.aborted) {
    const now = new Date();
    if (now >= due) return due;
    // Only a clock that was put back makes this earlier than what was waited for.
    const next = schedule.next(now);
    if (next < due) due = next;
    await waitOrShift(timer, Math.min(due.getTime() - now.getTime(), MAX_WAIT_MS), signal);
  }
  return undefined;
}

async function waitOrShift(
  { options }: RunningTimer,
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  const shifted = new AbortController();
  const unsubscribe = options.clock.onShift(() => {
    shifted.abort();
  });
  await wait(milliseconds, AbortSignal.any([signal, shifted.signal]));
  unsubscribe();
}

/** A failed run does not stop the schedule; the status is written after every run. */
async function run(
  timer: RunningTimer,
  { due, isPastDue }: { due: Date; isPastDue: boolean },
): Promise<void> {
  const { trigger, options, status } = timer;
  const { name } = trigger.registered.metadata;
  const ranAt = new Date(Math.max(Date.now(), due.getTime()));
  const argument = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: timer.known ?? null,
    IsPastDue: isPastDue,
  };
  try {
    await options.invocations.run(trigger.registered, {
      inputData: [{ name: trigger.inputName, data: { json: JSON.stringify(argument) } }],
    });
  } catch (error) {
    options.log.write('error', name, `failed: ${describeError(error)}`);
  }
  if (!trigger.useMonitor) return;
  timer.known = statusAfter(trigger.schedule, ranAt);
  await writeTimerStatus(status, timer.known);
}
