import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { InvocationRequest } from './core-contract';
import { describeError, nameError } from './describe-error';
import type { HostLog } from './host-log';
import type { QueueSettings } from './host-json';
import type { Invocations } from './invocations';
import { keepLease } from './message-lease';
import { decodeMessage, messageMetadata } from './queue-message';
import type { QueueTrigger } from './queue-trigger';
import { isMessageGone, statusOf } from './storage-status';

/** What a queue's deliveries need; `poison` is missing for queues that have no poison queue. */
export interface QueueDelivery {
  readonly trigger: QueueTrigger;
  readonly queue: QueueClient;
  readonly poison: QueueClient | undefined;
  readonly settings: QueueSettings;
  readonly leaseSeconds: number;
  readonly invocations: Invocations;
  readonly log: HostLog;
}

/**
 * Delivers one received message: what has been tried too often or cannot be decoded goes to the
 * poison queue at once; a success is deleted; a failure becomes visible again after
 * `visibilityTimeout` or, at the last try, goes to the poison queue. A storage call that fails here
 * is logged and leaves the message to its lease.
 */
export async function deliverMessage(
  delivery: QueueDelivery,
  message: DequeuedMessageItem,
): Promise<void> {
  try {
    await deliver(delivery, message);
  } catch (error) {
    delivery.log.write(
      'error',
      delivery.trigger.registered.metadata.name,
      `message ${message.messageId} is left to its lease: ${nameError(error)}`,
    );
  }
}

async function deliver(delivery: QueueDelivery, message: DequeuedMessageItem): Promise<void> {
  const { settings, trigger } = delivery;
  const text = decodeMessage(message.messageText, settings.messageEncoding);
  if (text === undefined) {
    warn(delivery, `message ${message.messageId} is not valid ${settings.messageEncoding}`);
    await moveToPoison(delivery, message);
    return;
  }
  if (message.dequeueCount > settings.maxDequeueCount) {
    await moveToPoison(delivery, message);
    return;
  }
  const lease = keepLease(delivery.queue, message, delivery.leaseSeconds);
  const succeeded = await tryRun(delivery, {
    inputData: [{ name: trigger.inputName, data: { string: text } }],
    triggerMetadata: messageMetadata(message, text),
  });
  const popReceipt = await lease.end();
  await complete(delivery, { ...message, popReceipt }, succeeded);
}

async function tryRun(
  { invocations, trigger, log }: QueueDelivery,
  request: InvocationRequest,
): Promise<boolean> {
  try {
    await invocations.run(trigger.registered, request);
    return true;
  } catch (error) {
    log.write('error', trigger.registered.metadata.name, `failed: ${describeError(error)}`);
    return false;
  }
}

async function complete(
  delivery: QueueDelivery,
  message: DequeuedMessageItem,
  succeeded: boolean,
): Promise<void> {
  const { queue, poison, settings } = delivery;
  if (succeeded) await unlessGone(queue.deleteMessage(message.messageId, message.popReceipt));
  else if (poison === undefined) return;
  else if (message.dequeueCount >= settings.maxDequeueCount) await moveToPoison(delivery, message);
  else await release(delivery, message);
}

async function release(delivery: QueueDelivery, message: DequeuedMessageItem): Promise<void> {
  const { queue, settings } = delivery;
  await unlessGone(
    queue.updateMessage(
      message.messageId,
      message.popReceipt,
      undefined,
      settings.visibilityTimeoutSeconds,
    ),
  );
}

/** The copy is a new message: new id, dequeueCount from 1, the text as it was received. */
async function moveToPoison(delivery: QueueDelivery, message: DequeuedMessageItem): Promise<void> {
  const { queue, poison } = delivery;
  if (poison === undefined) return;
  warn(delivery, `message ${message.messageId} goes to ${poison.name}`);
  try {
    await poison.sendMessage(message.messageText);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await poison.createIfNotExists();
    await poison.sendMessage(message.messageText);
  }
  await unlessGone(queue.deleteMessage(message.messageId, message.popReceipt));
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isMessageGone(error)) throw error;
  }
}

function warn({ log, trigger }: QueueDelivery, message: string): void {
  log.write('warning', trigger.registered.metadata.name, message);
}
