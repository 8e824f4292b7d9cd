import { pushPeople } from '../push/push-people';
import type { PersonPushed } from '../push/person-to-push';
import type { PushRetry } from '../push/push-retries';
import type { PushPorts } from '../push/push-round';
import type { ReportNotes } from '../record/report-notes';
import { DELIVERY_TIME_MS } from './apply-part';
import { pushErrorDetails } from './push-range';
import { readRouting, type RoutingPorts } from './read-routing';
import { readSyncSwitches } from './sync-switches';

/** When those are tried again for whom a call has failed: that is no answer, so it is no try either. */
const FAILED_WAIT_MS = 15 * 60_000;

/** People who are read at once. */
const MAX_PEOPLE = 1_000;

export interface RetryPushesPorts extends RoutingPorts {
  readonly tenant: PushPorts;
  readonly ledger: ReportNotes;
}

export type RetryPushes = () => Promise<void>;

/**
 * Tries people again who are due, mostly because profile or property was missing (rows S7, S40). Their submissions may
 * have ended; what is found now becomes a line in the error table under the same submission.
 */
export function createRetryPushes(ports: RetryPushesPorts): RetryPushes {
  return async () => {
    const deadline = ports.now() + DELIVERY_TIME_MS;
    const { accepts, pushes } = await readSyncSwitches(ports.configuration);
    if (!accepts || !pushes) return;
    let due = await readDue();
    while (due[0] !== undefined && ports.now() < deadline) {
      const routing = await readRouting(ports, due[0].submissionId);
      if (routing === undefined) return;
      const request = { people: due, deadline, routing, mayAwaitImport: false };
      const { results, waitUntil, awaitsImport, failure } = await pushPeople(request, ports.tenant);
      await ports.errors.record(pushErrorDetails(results, ports.now()));
      const finished = new Set(results.map(({ person }) => person));
      await noteReports(results);
      await ports.tenant.retries.remove(due.filter((retry) => finished.has(retry)));
      if (failure !== undefined) return postpone(due.filter((retry) => !finished.has(retry)));
      if (waitUntil !== undefined || awaitsImport !== undefined) return;
      due = await readDue();
    }
  };

  /** What a late try has found belongs into the error file, too (row S57). */
  async function noteReports(results: readonly PersonPushed[]): Promise<void> {
    for (const id of new Set(results.map(({ person }) => person.submissionId))) {
      await ports.ledger.noteReport(id);
    }
  }

  /** Whom a call fails for again and again keeps no others from being tried. */
  async function postpone(failed: readonly PushRetry[]): Promise<void> {
    const dueAt = ports.now() + FAILED_WAIT_MS;
    await ports.tenant.retries.add(failed.map((retry) => ({ ...retry, dueAt })));
    await ports.tenant.retries.remove(failed);
  }

  function readDue(): Promise<readonly PushRetry[]> {
    return ports.tenant.retries.due(ports.now(), MAX_PEOPLE);
  }
}
