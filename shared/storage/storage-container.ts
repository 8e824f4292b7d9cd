import type { ContainerClient } from '@azure/storage-blob';
import { createOnce } from './create-once';
import { storageCall } from './storage-call';
import { createContainerClient, type StorageConnection } from './storage-connection';

/** One container of blobs, private, created at its first use. */
export interface StorageContainer {
  /** Makes one call; throws `StorageUnavailable` when the service does not answer. */
  call<Result>(
    operation: (client: ContainerClient, abortSignal: AbortSignal) => Promise<Result>,
  ): Promise<Result>;
}

export function openContainer(connection: StorageConnection, name: string): StorageContainer {
  const client = createContainerClient(connection, name);
  const create = createOnce(() =>
    storageCall((abortSignal) => client.createIfNotExists({ abortSignal })),
  );
  return {
    async call(operation) {
      await create();
      return storageCall((abortSignal) => operation(client, abortSignal));
    },
  };
}
