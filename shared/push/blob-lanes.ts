import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { BlobLeaseClient, BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { storageRefusal } from '../storage/storage-call';
import type { StorageContainer } from '../storage/storage-container';
import { EMPTY_WINDOW, giveBack, takeFromWindow, type CallWindow } from './call-window';
import type { Host, Lane, LaneAnswer, Lanes, Reservation } from './lanes';

/** The longest lease that ends by itself. */
const LEASE_SECONDS = 60;

/** Beyond what a call can take: clocks run at different speeds, and the renewal itself takes time. */
const MARGIN_MS = 5_000;

/** Answers that mean: the lease is not mine, or not mine any more. */
const NOT_MINE: ReadonlySet<number> = new Set([409, 412]);

/**
 * A blob a host, named like it: its lease is the right to call; its metadata `until` (milliseconds since the epoch) is
 * the end of a pause, `window` and `spent` the calls reserved since then. Only the holder of the lease writes them, so
 * they are read once. Leases run on the time of the service, so they are measured by a clock that never jumps.
 */
export function createBlobLanes(container: StorageContainer, now: () => number): Lanes {
  return {
    async acquire(host) {
      const held = await takeLease(container, host);
      if (held === undefined) return { kind: 'busy' };
      return enter(held, now);
    },
  };
}

interface Held {
  readonly container: StorageContainer;
  readonly host: Host;
  readonly leaseId: string;
  /** On the clock of `performance.now`. */
  endsAt: number;
}

interface LaneState {
  readonly until: number;
  readonly window: CallWindow;
}

async function takeLease(container: StorageContainer, host: Host): Promise<Held | undefined> {
  const leaseId = randomUUID();
  const held: Held = { container, host, leaseId, endsAt: leaseEnd() };
  const take = (): Promise<number> =>
    statusOf(held, ({ lease }, abortSignal) => lease.acquireLease(LEASE_SECONDS, { abortSignal }));
  let status = await take();
  if (status === 404) {
    await createBlob(held);
    held.endsAt = leaseEnd();
    status = await take();
  }
  return status === 200 ? held : undefined;
}

/** Reads the lane under the lease, when nobody else can change it any more. */
async function enter(held: Held, now: () => number): Promise<LaneAnswer> {
  const state = await readState(held);
  if (state.until <= now()) return { kind: 'mine', lane: createLane(held, { state, now }) };
  await endLease(held);
  return { kind: 'closed', until: state.until };
}

function createLane(held: Held, start: { state: LaneState; now: () => number }): Lane {
  const { now } = start;
  const change = createChange(held, start.state);
  return {
    ensure: (milliseconds) => ensureLease(held, milliseconds),
    async holdUntil(time) {
      await change((state) => ({ ...state, until: Math.max(state.until, time) }));
    },
    async reserve(calls, allowance) {
      let reservation: Reservation = { granted: 0, until: now() };
      const isMine = await change((state) => {
        const taken = takeFromWindow(state.window, { calls, allowance, now: now() });
        reservation = taken.reservation;
        return { ...state, window: taken.window };
      });
      return isMine ? reservation : { granted: 0, until: now() };
    },
    async release(unused = 0) {
      if (unused > 0) {
        await change((state) => ({ ...state, window: giveBack(state.window, unused) }));
      }
      await endLease(held);
    },
  };
}

/** Makes changes one after another; false: the lease is somebody else's by now, and nothing was changed. */
function createChange(
  held: Held,
  start: LaneState,
): (update: (state: LaneState) => LaneState) => Promise<boolean> {
  let state = start;
  let last: Promise<unknown> = Promise.resolve();
  const make = async (update: (state: LaneState) => LaneState): Promise<boolean> => {
    const next = update(state);
    if (isDeepStrictEqual(next, state)) return true;
    const isMade = (await ensureLease(held, 0)) && (await writeState(held, next));
    if (isMade) state = next;
    return isMade;
  };
  return (update) => {
    const change = last.then(() => make(update));
    last = change.catch(() => undefined);
    return change;
  };
}

/** True when the lease is mine for that long, renewed if need be. */
async function ensureLease(held: Held, milliseconds: number): Promise<boolean> {
  if (held.endsAt - performance.now() >= milliseconds + MARGIN_MS) return true;
  const endsAt = leaseEnd();
  const status = await statusOf(held, ({ lease }, abortSignal) =>
    lease.renewLease({ abortSignal }),
  );
  if (status === 200) held.endsAt = endsAt;
  return status === 200;
}

async function endLease(held: Held): Promise<void> {
  await statusOf(held, ({ lease }, abortSignal) => lease.releaseLease({ abortSignal }));
}

/** Counted from before the request, so that the lease never seems longer than it is. */
function leaseEnd(): number {
  return performance.now() + LEASE_SECONDS * 1000;
}

async function readState({ container, host }: Held): Promise<LaneState> {
  const { metadata = {} } = await container.call((client, abortSignal) =>
    client.getBlobClient(host).getProperties({ abortSignal }),
  );
  const { start, spent } = EMPTY_WINDOW;
  return {
    until: Number(metadata['until'] ?? 0),
    window: {
      start: Number(metadata['window'] ?? start),
      spent: Number(metadata['spent'] ?? spent),
    },
  };
}

/** False: the lease is somebody else's by now. */
async function writeState(held: Held, { until, window }: LaneState): Promise<boolean> {
  const texts = {
    until: String(until),
    window: String(window.start),
    spent: String(window.spent),
  };
  const conditions = { leaseId: held.leaseId };
  const status = await statusOf(held, ({ blob }, abortSignal) =>
    blob.setMetadata(texts, { conditions, abortSignal }),
  );
  if (status !== 200) held.endsAt = -Infinity;
  return status === 200;
}

async function createBlob(held: Held): Promise<void> {
  const conditions = { ifNoneMatch: '*' };
  await statusOf(held, ({ blob }, abortSignal) => blob.upload('', 0, { conditions, abortSignal }));
}

interface Clients {
  readonly blob: BlockBlobClient;
  readonly lease: BlobLeaseClient;
}

/** 200 when it was done; the status where the service says that blob or lease are not as they were thought to be. */
function statusOf(
  { container, host, leaseId }: Held,
  work: (clients: Clients, abortSignal: AbortSignal) => Promise<unknown>,
): Promise<number> {
  return container.call(async (client: ContainerClient, abortSignal) => {
    const blob = client.getBlockBlobClient(host);
    try {
      await work({ blob, lease: blob.getBlobLeaseClient(leaseId) }, abortSignal);
      return 200;
    } catch (error) {
      const { status = 0 } = storageRefusal(error);
      if (status === 404 || NOT_MINE.has(status)) return status;
      throw error;
    }
  });
}
