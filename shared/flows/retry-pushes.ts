import { PUSH_RANGE_SIZE } from '../model/submission';
import { pushPeople } from '../push/push-people';
import type { PushRetry } from '../push/push-retries';
import { DELIVERY_TIME_MS } from './apply-part';
import { pushErrorDetails } from './push-range';
import type { PushPartPorts } from './push-part';
import { readRouting } from './read-routing';
import { readSyncSwitches } from './sync-switches';

export type RetryPushes = () => Promise<void>;

/**
 * Tries people again whose profile or property was missing a day ago (rows S7, S40). Their submissions have ended;
 * what is found now becomes a line in the error table under the same submission.
 */
export function createRetryPushes(
  ports: Omit<PushPartPorts, 'ledger' | 'progress' | 'files' | 'pushes'>,
): RetryPushes {
  return async () => {
    const deadline = ports.now() + DELIVERY_TIME_MS;
    const { accepts, pushes } = await readSyncSwitches(ports.configuration);
    if (!accepts || !pushes) return;
    let due = await readDue();
    while (due[0] !== undefined && ports.now() < deadline) {
      const routing = await readRouting(ports, due[0].submissionId);
      if (routing === undefined) return;
      const { results, waitUntil } = await pushPeople(
        { people: due, deadline, routing },
        ports.tenant,
      );
      await ports.errors.record(pushErrorDetails(results, ports.now()));
      const finished = new Set(results.map(({ person }) => person));
      await ports.tenant.retries.remove(due.filter((retry) => finished.has(retry)));
      if (waitUntil !== undefined) return;
      due = await readDue();
    }
  };

  function readDue(): Promise<readonly PushRetry[]> {
    return ports.tenant.retries.due(ports.now(), PUSH_RANGE_SIZE);
  }
}
