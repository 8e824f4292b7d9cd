import type { BlobLeaseClient, ContainerClient } from '@azure/storage-blob';
import { nameError } from './describe-error';
import type { HostLog } from './host-log';
import { statusOf } from './storage-status';
import { wait } from './wait';

/** The shortest that storage allows: after a crash the next host waits no longer than this. */
const LEASE_SECONDS = 15;
const RENEW_MS = 5_000;
const RETRY_MS = 3_000;

export interface LeaderOptions {
  readonly container: ContainerClient;
  readonly blobName: string;
  readonly signal: AbortSignal;
  readonly log: HostLog;
  readonly name: string;
}

/**
 * Runs `lead` while this host holds the blob's lease, so that only one of several hosts does. The
 * signal that `lead` gets aborts when the lease is lost or the outer signal aborts; a lost lease is
 * asked for again.
 */
export async function whileLeader(
  options: LeaderOptions,
  lead: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { signal, log, name } = options;
  while (!signal.aborted) {
    try {
      const lease = await acquire(options);
      if (lease !== undefined) await leadWithLease(options, lease, lead);
    } catch (error) {
      log.write('warning', name, `timer lease: ${nameError(error)}`);
    }
    await wait(RETRY_MS, signal);
  }
}

async function acquire({
  container,
  blobName,
}: LeaderOptions): Promise<BlobLeaseClient | undefined> {
  await createIfMissing(container, blobName);
  const lease = container.getBlobClient(blobName).getBlobLeaseClient();
  try {
    await lease.acquireLease(LEASE_SECONDS);
    return lease;
  } catch (error) {
    if (statusOf(error) === 409) return undefined;
    throw error;
  }
}

async function createIfMissing(container: ContainerClient, blobName: string): Promise<void> {
  const blob = container.getBlockBlobClient(blobName);
  if (await blob.exists()) return;
  await container.createIfNotExists();
  try {
    await blob.upload('', 0, { conditions: { ifNoneMatch: '*' } });
  } catch (error) {
    // 409: another host was faster; 412: and it holds the lease already.
    if (statusOf(error) !== 409 && statusOf(error) !== 412) throw error;
  }
}

async function leadWithLease(
  { signal, log, name }: LeaderOptions,
  lease: BlobLeaseClient,
  lead: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const lost = new AbortController();
  const inner = AbortSignal.any([signal, lost.signal]);
  const renewing = renewUntilLost(lease, inner).finally(() => {
    lost.abort();
  });
  try {
    await lead(inner);
  } finally {
    lost.abort();
    await renewing;
    await lease.releaseLease().catch((error: unknown) => {
      log.write('debug', name, `timer lease not given back: ${nameError(error)}`);
    });
  }
}

/** Ends when the lease cannot be this host's any more; an unanswered renewal is tried again. */
async function renewUntilLost(lease: BlobLeaseClient, signal: AbortSignal): Promise<void> {
  let heldUntil = performance.now() + LEASE_SECONDS * 1000;
  for (;;) {
    await wait(RENEW_MS, signal);
    if (signal.aborted) return;
    const asked = performance.now();
    try {
      await lease.renewLease();
      heldUntil = asked + LEASE_SECONDS * 1000;
    } catch {
      if (performance.now() + RENEW_MS >= heldUntil) return;
    }
  }
}
