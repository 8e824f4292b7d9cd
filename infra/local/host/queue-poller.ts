import { QueueServiceClient } from '@azure/storage-queue';
import type { DequeuedMessageItem } from '@azure/storage-queue';
import { createBackOff } from './back-off';
import { nameError } from './describe-error';
import { deliverMessage } from './queue-delivery';
import type { QueueDelivery } from './queue-delivery';
import { poisonQueueName } from './queue-trigger';
import type { QueueTrigger } from './queue-trigger';
import { statusOf } from './storage-status';
import { wait } from './wait';

/** Polls the queue of one function. */
export interface QueuePoller {
  /** Asks for no more messages; resolves when the last request for some has been answered. */
  stop(): Promise<void>;
  /** Resolves when every message that was received has been dealt with. */
  idle(): Promise<void>;
}

export type QueuePollerOptions = Pick<
  QueueDelivery,
  'settings' | 'leaseSeconds' | 'invocations' | 'log'
>;

/**
 * Starts polling: up to `batchSize` messages at a time, again at once while no more than
 * `newBatchThreshold` are being worked on, and with a growing pause while the queue is empty or
 * missing. A message is invisible to others for `leaseSeconds`, renewed while its function runs.
 */
export function startQueuePoller(trigger: QueueTrigger, options: QueuePollerOptions): QueuePoller {
  const service = QueueServiceClient.fromConnectionString(trigger.connectionString);
  const poisonName = poisonQueueName(trigger.queueName);
  const delivery: QueueDelivery = {
    ...options,
    trigger,
    queue: service.getQueueClient(trigger.queueName),
    poison: poisonName === undefined ? undefined : service.getQueueClient(poisonName),
  };
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  const polling = poll(delivery, running, stop.signal);
  return {
    async stop() {
      stop.abort();
      await polling;
    },
    async idle() {
      await Promise.all(running);
    },
  };
}

async function poll(
  delivery: QueueDelivery,
  running: Set<Promise<void>>,
  signal: AbortSignal,
): Promise<void> {
  const { newBatchThreshold, maxPollingIntervalMs } = delivery.settings;
  const backOff = createBackOff(maxPollingIntervalMs);
  while (!signal.aborted) {
    if (running.size > newBatchThreshold) {
      await Promise.race([...running, wait(maxPollingIntervalMs, signal)]);
      continue;
    }
    const messages = await receive(delivery);
    if (messages.length === 0) {
      await wait(backOff.next(), signal);
      continue;
    }
    backOff.reset();
    for (const message of messages) track(running, deliverMessage(delivery, message));
  }
}

/** A missing queue is an empty one; so is a storage that does not answer, but that is logged. */
async function receive(delivery: QueueDelivery): Promise<DequeuedMessageItem[]> {
  const { queue, settings, leaseSeconds, log, trigger } = delivery;
  try {
    const received = await queue.receiveMessages({
      numberOfMessages: settings.batchSize,
      visibilityTimeout: leaseSeconds,
    });
    return received.receivedMessageItems;
  } catch (error) {
    if (statusOf(error) !== 404) {
      const { name } = trigger.registered.metadata;
      log.write('warning', name, `cannot read ${queue.name}: ${nameError(error)}`);
    }
    return [];
  }
}

function track(running: Set<Promise<void>>, delivery: Promise<void>): void {
  const tracked = delivery.finally(() => {
    running.delete(tracked);
  });
  running.add(tracked);
}
