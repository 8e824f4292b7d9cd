import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import { isMessageGone } from './storage-status';
import { wait } from './wait';

const MIN_RETRY_MS = 60_000;

/** Keeps a message invisible while its function runs. */
export interface MessageLease {
  /** Stops renewing; the receipt that is valid now. Each renewal has given a new one. */
  end(): Promise<string>;
}

/**
 * Renews a message's invisibility at half of its length. After a failure the next try comes after half
 * of that (at least a minute, if the half is longer); a message that is gone ends it.
 */
export function keepLease(
  queue: QueueClient,
  message: DequeuedMessageItem,
  leaseSeconds: number,
): MessageLease {
  const stop = new AbortController();
  let { popReceipt } = message;
  const renew = async () => {
    const interval = leaseSeconds * 500;
    let pause = interval;
    for (;;) {
      await wait(pause, stop.signal);
      if (stop.signal.aborted) return;
      const outcome = await tryRenew(queue, { ...message, popReceipt }, leaseSeconds);
      if (outcome === 'gone') return;
      if (outcome !== 'later') popReceipt = outcome.popReceipt;
      pause =
        outcome === 'later' ? Math.max(interval / 2, Math.min(MIN_RETRY_MS, interval)) : interval;
    }
  };
  const renewing = renew();
  return {
    async end() {
      stop.abort();
      await renewing;
      return popReceipt;
    },
  };
}

async function tryRenew(
  queue: QueueClient,
  message: DequeuedMessageItem,
  leaseSeconds: number,
): Promise<{ popReceipt: string } | 'gone' | 'later'> {
  const { messageId, popReceipt } = message;
  try {
    const renewed = await queue.updateMessage(messageId, popReceipt, undefined, leaseSeconds);
    return { popReceipt: renewed.popReceipt ?? popReceipt };
  } catch (error) {
    // Whatever else went wrong, the message may still be this host's.
    return isMessageGone(error) ? 'gone' : 'later';
  }
}
