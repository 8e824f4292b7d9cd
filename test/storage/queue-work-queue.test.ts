import { QueueClient } from '@azure/storage-queue';
import { expect, test } from '@jest/globals';
import { createQueueWorkQueue } from '../../shared/storage/queue-work-queue';
import { useAzurite } from '../support/azurite';
import { startStubStorage } from '../support/stub-storage';

const NOW = Date.UTC(2026, 4, 17, 12);
const storage = useAzurite();
const message = { version: 1, submissionId: 'id', part: 3 } as const;

/** A queue that nobody has used, and a look into it as the host takes it. */
function emptyQueue() {
  const name = storage.newName();
  const connection = storage.connection() as { connectionString: string };
  return {
    queue: createQueueWorkQueue({ connection, name, now: () => NOW }),
    client: new QueueClient(connection.connectionString, name),
  };
}

test('K2: a message is base64 of small JSON, as the host reads it', async () => {
  const { queue, client } = emptyQueue();
  await queue.send(message);
  await queue.send({ version: 1, retry: true });
  const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: 32 });
  const texts = receivedMessageItems.map(({ messageText }) =>
    Buffer.from(messageText, 'base64').toString('utf8'),
  );
  expect(texts).toEqual([
    '{"version":1,"submissionId":"id","part":3}',
    '{"version":1,"retry":true}',
  ]);
});

test('K10: a message never expires', async () => {
  const { queue, client } = emptyQueue();
  await queue.send(message);
  const { peekedMessageItems } = await client.peekMessages();
  expect(peekedMessageItems[0]?.expiresOn.getUTCFullYear()).toBe(9999);
});

test.each([
  ['is hidden until its time, to the second', 90_500, '91'],
  ['for a time that is over is visible at once', -5_000, '0'],
  ['for a far time is visible after seven days at the latest', 30 * 86_400_000, '604740'],
])('K10: a message %s', async (_, delay, seconds) => {
  const stub = await startStubStorage();
  stub.status = 201;
  const connection = stub.connection();
  const queue = createQueueWorkQueue({ connection, name: 'queue', now: () => NOW });
  await queue.send(message, { visibleAt: NOW + delay });
  const sent = stub.requests.find(({ url }) => url.pathname.endsWith('/messages'));
  expect(sent?.url.searchParams.get('visibilitytimeout')).toBe(seconds);
  await stub.close();
});
