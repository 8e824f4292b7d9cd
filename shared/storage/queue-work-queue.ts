import type { WorkQueue } from '../model/work-queue';
import { createOnce } from './create-once';
import { storageCall } from './storage-call';
import { createQueueClient, type StorageConnection } from './storage-connection';

/** The service hides a message for seven days at most; who waits longer is woken early, looks, and waits again. */
const MAX_HIDDEN_SECONDS = 7 * 86_400 - 60;
const NEVER_EXPIRES = -1;

export interface WorkQueueOptions {
  readonly connection: StorageConnection;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An Azure Storage queue: base64 of JSON, as the Functions host expects it, without expiry (K10). */
export function createQueueWorkQueue({ connection, name, now }: WorkQueueOptions): WorkQueue {
  const client = createQueueClient(connection, name);
  const create = createOnce(() =>
    storageCall((abortSignal) => client.createIfNotExists({ abortSignal })),
  );
  return {
    async send(message, { visibleAt = 0 } = {}) {
      await create();
      const text = Buffer.from(JSON.stringify(message), 'utf8').toString('base64');
      const wait = Math.ceil(Math.max(0, visibleAt - now()) / 1_000);
      await storageCall((abortSignal) =>
        client.sendMessage(text, {
          messageTimeToLive: NEVER_EXPIRES,
          visibilityTimeout: Math.min(wait, MAX_HIDDEN_SECONDS),
          abortSignal,
        }),
      );
    },
  };
}
