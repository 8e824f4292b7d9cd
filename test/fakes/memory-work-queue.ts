import type { WorkMessage, WorkQueue } from '../../shared/model/work-queue';

/** A queue that a test looks into and takes from. */
export interface MemoryWorkQueue extends WorkQueue {
  /** What waits in the queue, in the order of sending; `visibleAt` is 0 for what is visible at once. */
  readonly waiting: readonly { readonly message: WorkMessage; readonly visibleAt: number }[];
  /** Removes the first message that is visible at this time, and returns it. */
  take(now: number): WorkMessage | undefined;
}

/** A queue in memory; every message goes through JSON, as in storage. */
export function createMemoryWorkQueue(): MemoryWorkQueue {
  const waiting: { message: WorkMessage; visibleAt: number }[] = [];
  return {
    waiting,
    send: async (message, { visibleAt = 0 } = {}) => {
      waiting.push({ message: JSON.parse(JSON.stringify(message)) as WorkMessage, visibleAt });
    },
    take: (now) => {
      const place = waiting.findIndex(({ visibleAt }) => visibleAt <= now);
      return place === -1 ? undefined : waiting.splice(place, 1)[0]?.message;
    },
  };
}
