import type { PushRetries, PushRetry } from '../../shared/push/push-retries';
import { personKey } from '../../shared/model/person-key';

/** Partition `retry` of table `Pushes` in memory. */
export function memoryPushRetries(): PushRetries {
  const rows = new Map<string, PushRetry>();
  const keyOf = ({ dueAt, userId }: PushRetry): string =>
    `${String(dueAt).padStart(13, '0')}|${personKey(userId).rowKey}`;
  return {
    add(retries) {
      for (const retry of retries) rows.set(keyOf(retry), retry);
      return Promise.resolve();
    },
    due(now, limit) {
      const sorted = [...rows].sort(([one], [other]) => (one < other ? -1 : 1));
      const due = sorted.map(([, retry]) => retry).filter(({ dueAt }) => dueAt <= now);
      return Promise.resolve(due.slice(0, limit));
    },
    remove(retries) {
      for (const retry of retries) rows.delete(keyOf(retry));
      return Promise.resolve();
    },
  };
}
