import { ContainerClient } from '@azure/storage-blob';

/**
 * Ends the leases of an app that was killed, as time would: a lane stays with its holder for up to a minute, on the
 * clock of the storage, which no test can move.
 */
export async function breakLaneLeases(storage: string): Promise<void> {
  const container = new ContainerClient(storage, 'lanes');
  if (!(await container.exists())) return;
  for await (const { name, properties } of container.listBlobsFlat()) {
    if (properties.leaseState !== 'leased') continue;
    await container.getBlobClient(name).getBlobLeaseClient().breakLease(0);
  }
}
