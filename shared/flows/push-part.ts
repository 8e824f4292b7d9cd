import type { Configuration } from '../configuration/configuration';
import type { PropertyCatalogue } from '../model/profile-property';
import { SyncError } from '../model/sync-error';
import type { WorkQueue } from '../model/work-queue';
import { pushPeople } from '../push/push-people';
import type { PushPorts } from '../push/push-round';
import type { Routing } from '../push/route-properties';
import type { ErrorDetails } from '../record/error-details';
import type { SubmissionFiles } from '../record/submission-files';
import type { SubmissionLedger } from '../record/submission-ledger';
import type { SubmissionProgress } from '../record/submission-progress';
import { DELIVERY_TIME_MS, OFF_MS, type PartName } from './apply-part';
import { readKeepDays } from './keep-days';
import { readPartPushes } from './part-pushes';
import {
  closingDetails,
  pushErrorDetails,
  pushResult,
  rangesWithout,
  skippedPeople,
  type PushRange,
} from './push-range';
import { readRouting } from './read-routing';
import { readSyncSwitches } from './sync-switches';
import { waitOnQueue } from './wait-on-queue';

export interface PushPartPorts {
  readonly ledger: SubmissionLedger;
  readonly progress: SubmissionProgress;
  readonly files: SubmissionFiles;
  readonly errors: ErrorDetails;
  readonly tenant: PushPorts;
  readonly catalogue: PropertyCatalogue;
  readonly pushes: WorkQueue;
  readonly configuration: Configuration;
  readonly now: () => number;
}

export type PushPart = (name: PartName) => Promise<void>;

/**
 * Pushes the people whom a part has changed, range by range. What must wait, for a lane, for the end of a
 * `Retry-After` or for a setting, waits on the queue: the same message is sent again and this one completes (K10).
 */
export function createPushPart(ports: PushPartPorts): PushPart {
  return async (name) => {
    const deadline = ports.now() + DELIVERY_TIME_MS;
    const submission = await ports.ledger.find(name.submissionId);
    if (submission === undefined) return;
    const queue = ports.pushes;
    const comeBack = (visibleAt: number): Promise<void> =>
      waitOnQueue({ ...ports, queue }, submission, { part: name.part, visibleAt });
    const { ranges, results } = await readPartPushes(ports, name);
    const left = rangesWithout(ranges, results, 'any');
    const { accepts, pushes } = await readSyncSwitches(ports.configuration);
    const routing = accepts ? await readRouting(ports, name.submissionId) : undefined;
    if (routing === undefined) {
      return comeBack(ports.now() + OFF_MS);
    }
    const visibleAt = pushes
      ? await pushAll(ports, left, { routing, deadline })
      : await skipAll(ports, left);
    if (visibleAt !== undefined) await comeBack(visibleAt);
    else await ports.progress.finish(name.submissionId, await readKeepDays(ports.configuration));
  };
}

/**
 * Returns when to go on, if something is left. A range with people whom the tenant cannot be reached for stops no
 * other range: the first failure is thrown once all have been tried (promise 5).
 */
async function pushAll(
  ports: PushPartPorts,
  ranges: readonly PushRange[],
  time: { readonly routing: Routing; readonly deadline: number },
): Promise<number | undefined> {
  const failures: SyncError[] = [];
  for (const range of ranges) {
    if (ports.now() >= time.deadline) return ports.now();
    try {
      const waitUntil = await pushRange(ports, range, time);
      if (waitUntil !== undefined) return waitUntil;
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== 'TenantUnavailable') throw error;
      failures.push(error);
    }
  }
  if (failures[0] !== undefined) throw failures[0];
  return undefined;
}

async function pushRange(
  { tenant, errors, ledger, now }: PushPartPorts,
  range: PushRange,
  time: { readonly routing: Routing; readonly deadline: number },
): Promise<number | undefined> {
  const { people } = range;
  const [first] = people;
  if (first === undefined) return undefined;
  const { results, waitUntil, closings = [] } = await pushPeople({ people, ...time }, tenant);
  const { submissionId } = first;
  const details = [
    ...pushErrorDetails(results, now()),
    ...closingDetails(submissionId, closings, now()),
  ];
  await errors.record(details);
  if (waitUntil !== undefined) return waitUntil;
  await ledger.recordPushes(submissionId, [pushResult(range, results)]);
  return undefined;
}

/** Pushing was switched off after these people had changed: then nothing is sent (row S6). */
async function skipAll(
  { ledger }: PushPartPorts,
  ranges: readonly PushRange[],
): Promise<number | undefined> {
  for (const range of ranges) {
    const [first] = range.people;
    if (first === undefined) continue;
    await ledger.recordPushes(first.submissionId, [pushResult(range, skippedPeople(range))]);
  }
  return undefined;
}
