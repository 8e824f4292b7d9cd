import type { InvocationContext, StorageQueueHandler } from '@azure/functions';
import type { WorkQueue } from '../../shared/model/work-queue';
import { rethrowSafely } from '../rethrow-safely';
import { parseWorkMessage, type ReceivedMessage } from './parse-work-message';

/** How long a message of newer code waits for it: an update takes minutes. */
const NEWER_WAIT_MS = 5 * 60_000;

export interface WorkTriggerOptions {
  /** The queue itself, to put messages back. */
  readonly queue: WorkQueue;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** `delivery`: how often this message has been delivered, from 1. Absent where nobody sends parts. */
  readonly onPart?: (
    name: { readonly submissionId: string; readonly part: number },
    delivery: number,
  ) => Promise<void>;
  /** What `{"retry": true}` asks for; absent where nobody sends it. */
  readonly onRetry?: () => Promise<void>;
  /** What `{"import": true}` asks for; absent where nobody sends it. */
  readonly onImport?: () => Promise<void>;
}

/**
 * The handler of a queue of work. Returning deletes the message, throwing lets the host deliver it again. Messages
 * that mean nothing are dropped: the ledger, not the queue, knows what is to be done (K2).
 */
export function createWorkTrigger(options: WorkTriggerOptions): StorageQueueHandler {
  return (body, context) =>
    rethrowSafely(context, () => work(options, parseWorkMessage(body), context));
}

async function work(
  { queue, now, onPart, onRetry, onImport }: WorkTriggerOptions,
  received: ReceivedMessage,
  context: InvocationContext,
): Promise<void> {
  switch (received.kind) {
    case 'part':
      return onPart?.(received.name, deliveryOf(context));
    case 'retry':
      return onRetry?.();
    case 'import':
      return onImport?.();
    case 'newer':
      context.warn('a message of a newer version waits for newer code');
      return queue.send(received.message, { visibleAt: now() + NEWER_WAIT_MS });
    case 'garbage':
      context.error('a message that is no work was dropped');
  }
}

function deliveryOf({ triggerMetadata }: InvocationContext): number {
  const count = triggerMetadata?.['dequeueCount'];
  return typeof count === 'number' ? count : 1;
}
