import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { ContainerClient } from '@azure/storage-blob';
import { QueueClient } from '@azure/storage-queue';
import { escapeLineSeparators } from './escape-line-separators';

/** Where the storage account is: a connection string, or the account's name and an identity (design §9). */
export type StorageConnection =
  | { readonly connectionString: string }
  | { readonly accountName: string; readonly credential: TokenCredential };

/** Short retries are the client's, long ones the queue's; a caller who waits hears of an outage in seconds. */
const MAX_TRIES = 3;
const DELAYS = { retryDelayInMs: 400, maxRetryDelayInMs: 2_000 };
const tableOptions = { retryOptions: { ...DELAYS, maxRetries: MAX_TRIES - 1 } };
const blobOptions = { retryOptions: { ...DELAYS, maxTries: MAX_TRIES } };

export function createTableClient(connection: StorageConnection, name: string): TableClient {
  const client = buildTableClient(connection, name);
  // Before the step that signs, because it also notes the length of the body.
  client.pipeline.addPolicy(escapeLineSeparators(), {
    beforePolicies: ['tablesNamedKeyCredentialPolicy'],
  });
  return client;
}

export function createContainerClient(
  connection: StorageConnection,
  name: string,
): ContainerClient {
  if ('connectionString' in connection) {
    return new ContainerClient(connection.connectionString, name, blobOptions);
  }
  const { credential } = connection;
  return new ContainerClient(`${address(connection, 'blob')}/${name}`, credential, blobOptions);
}

export function createQueueClient(connection: StorageConnection, name: string): QueueClient {
  if ('connectionString' in connection) {
    return new QueueClient(connection.connectionString, name, blobOptions);
  }
  const { credential } = connection;
  return new QueueClient(`${address(connection, 'queue')}/${name}`, credential, blobOptions);
}

function buildTableClient(connection: StorageConnection, name: string): TableClient {
  if ('connectionString' in connection) {
    const { connectionString } = connection;
    return TableClient.fromConnectionString(connectionString, name, {
      ...tableOptions,
      // The local emulator speaks http; who writes http into a connection string means it.
      allowInsecureConnection: /=http(:|;|$)/i.test(connectionString),
    });
  }
  return new TableClient(address(connection, 'table'), name, connection.credential, tableOptions);
}

function address({ accountName }: { accountName: string }, service: string): string {
  return `https://${accountName}.${service}.core.windows.net`;
}
