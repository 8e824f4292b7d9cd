import { QueueClient } from '@azure/storage-queue';

/** The visible messages of a queue, as texts, without taking them; none when there is no such queue yet. */
export async function peekMessages(storage: string, queue: string): Promise<string[]> {
  const client = new QueueClient(storage, queue);
  if (!(await client.exists())) return [];
  const { peekedMessageItems } = await client.peekMessages({ numberOfMessages: 32 });
  return peekedMessageItems.map(({ messageText }) =>
    Buffer.from(messageText, 'base64').toString('utf8'),
  );
}
