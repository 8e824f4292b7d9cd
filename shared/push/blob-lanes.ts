import { randomUUID } from 'node:crypto';
import type { BlobLeaseClient, BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { storageRefusal } from '../storage/storage-call';
import type { StorageContainer } from '../storage/storage-container';
import type { Lane, LaneAnswer, Lanes } from './lanes';
import type { PushTarget } from './push-error';

/** The longest lease that ends by itself. */
const LEASE_SECONDS = 60;

/** Beyond what a call can take: clocks run at different speeds, and the renewal itself takes time. */
const MARGIN_MS = 5_000;

/** Answers that mean: the lease is not mine, or not mine any more. */
const NOT_MINE: ReadonlySet<number> = new Set([409, 412]);

/**
 * A blob a target, named like it: its lease is the right to call, its metadatum `until` (milliseconds since the
 * epoch) the end of a pause. Leases run on the time of the service, so they are measured by a clock that never jumps.
 */
export function createBlobLanes(container: StorageContainer, now: () => number): Lanes {
  return {
    async acquire(target) {
      const held = await takeLease(container, target);
      if (held === undefined) return { kind: 'busy' };
      return enter(held, now);
    },
  };
}

interface Held {
  readonly container: StorageContainer;
  readonly target: PushTarget;
  readonly leaseId: string;
  /** On the clock of `performance.now`. */
  endsAt: number;
}

async function takeLease(
  container: StorageContainer,
  target: PushTarget,
): Promise<Held | undefined> {
  const leaseId = randomUUID();
  const held: Held = { container, target, leaseId, endsAt: leaseEnd() };
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

/** Reads the end of the pause under the lease, when nobody else can set it any more. */
async function enter(held: Held, now: () => number): Promise<LaneAnswer> {
  const lane = createLane(held);
  const until = await readUntil(held);
  if (until <= now()) return { kind: 'mine', lane };
  await lane.release();
  return { kind: 'closed', until };
}

function createLane(held: Held): Lane {
  return {
    async ensure(milliseconds) {
      if (held.endsAt - performance.now() >= milliseconds + MARGIN_MS) return true;
      const endsAt = leaseEnd();
      const status = await statusOf(held, ({ lease }, abortSignal) =>
        lease.renewLease({ abortSignal }),
      );
      if (status === 200) held.endsAt = endsAt;
      return status === 200;
    },
    async holdUntil(time) {
      if (time <= (await readUntil(held))) return;
      const conditions = { leaseId: held.leaseId };
      await statusOf(held, ({ blob }, abortSignal) =>
        blob.setMetadata({ until: String(time) }, { conditions, abortSignal }),
      );
    },
    async release() {
      await statusOf(held, ({ lease }, abortSignal) => lease.releaseLease({ abortSignal }));
    },
  };
}

/** Counted from before the request, so that the lease never seems longer than it is. */
function leaseEnd(): number {
  return performance.now() + LEASE_SECONDS * 1000;
}

async function readUntil({ container, target }: Held): Promise<number> {
  const { metadata } = await container.call((client, abortSignal) =>
    client.getBlobClient(target).getProperties({ abortSignal }),
  );
  return Number(metadata?.['until'] ?? 0);
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
  { container, target, leaseId }: Held,
  work: (clients: Clients, abortSignal: AbortSignal) => Promise<unknown>,
): Promise<number> {
  return container.call(async (client: ContainerClient, abortSignal) => {
    const blob = client.getBlockBlobClient(target);
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
