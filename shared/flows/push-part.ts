import type { Configuration } from '../configuration/configuration';
import type { PropertyCatalogue } from '../model/profile-property';
import type { OpenSubmission } from '../model/submission';
import type { WorkQueue } from '../model/work-queue';
import type { OwedResync } from '../push/owed-resync';
import type { PushAnswer } from '../push/push-answer';
import { pushPeople } from '../push/push-people';
import type { PushPorts } from '../push/push-round';
import type { ErrorDetails } from '../record/error-details';
import type { SubmissionFiles } from '../record/submission-files';
import type { SubmissionLedger } from '../record/submission-ledger';
import type { SubmissionProgress } from '../record/submission-progress';
import { DELIVERY_TIME_MS, OFF_MS, type PartName } from './apply-part';
import { readKeepDays } from './keep-days';
import { readPartPushes } from './part-pushes';
import {
  closingDetails,
  finishedRanges,
  pushErrorDetails,
  pushResult,
  rangesWithout,
  skippedPeople,
  type PushRange,
} from './push-range';
import { readRouting } from './read-routing';
import { readSyncSwitches } from './sync-switches';
import { endPauseOf, pauseOnQueue, sleepInLedger } from './wait-on-queue';

export interface PushPartPorts {
  readonly ledger: SubmissionLedger;
  readonly progress: SubmissionProgress;
  readonly files: SubmissionFiles;
  readonly errors: ErrorDetails;
  readonly tenant: PushPorts;
  readonly catalogue: PropertyCatalogue;
  readonly pushes: WorkQueue;
  /** Queue `sharepoint-imports`. */
  readonly imports: WorkQueue;
  readonly owed: OwedResync;
  readonly configuration: Configuration;
  readonly now: () => number;
}

export type PushPart = (name: PartName) => Promise<void>;

/** The parts of a delivery are applied one after another; what waits at the end of it goes in one file. */
const IMPORT_DELAY_MS = 5_000;
/**
 * An import that is to be started needs both lanes for a moment, and goes first when a pause ends: thousands of writes to
 * Entra would meet the next pause before it had its turn.
 */
const YIELD_MS = 5_000;

/**
 * Pushes the people whom a part has changed, all that have no result yet together. What must wait, for a lane, for the
 * end of a `Retry-After` or for a setting, waits on the queue: the same message is sent again and this one completes
 * (K10). What waits for a bulk import sleeps in the ledger: the end of the import wakes it, or else the sweep.
 */
export function createPushPart(ports: PushPartPorts): PushPart {
  return async ({ submissionId, part }) => {
    const deadline = ports.now() + DELIVERY_TIME_MS;
    const submission = await ports.ledger.find(submissionId);
    if (submission === undefined) return;
    await endPauseOf(ports, submission, part);
    const { ranges, results } = await readPartPushes(ports, submission, part);
    const left = rangesWithout(ranges, results, 'any');
    const { accepts, pushes } = await readSyncSwitches(ports.configuration);
    const routing = accepts ? await readRouting(ports, submissionId) : undefined;
    if (routing === undefined) {
      return comeBack(ports, submission, { part, visibleAt: ports.now() + OFF_MS });
    }
    if (!pushes) await skip(ports, left);
    else if (left.length > 0) {
      const people = left.flatMap((range) => range.people);
      const request = { people, deadline, routing, mayAwaitImport: true };
      const answer = await pushPeople(request, ports.tenant);
      await recordAnswer(ports, left, answer);
      if (answer.failure !== undefined) throw answer.failure;
      if (await mustWait(ports, { submission, part }, answer)) return;
    }
    await ports.progress.finish(submissionId, await readKeepDays(ports.configuration));
  };
}

function comeBack(
  ports: PushPartPorts,
  submission: OpenSubmission,
  when: { readonly part: number; readonly visibleAt: number },
): Promise<void> {
  return pauseOnQueue({ ...ports, queue: ports.pushes }, submission, when);
}

async function recordAnswer(
  { errors, ledger, now }: PushPartPorts,
  ranges: readonly PushRange[],
  { results, closings }: PushAnswer,
): Promise<void> {
  const [first] = ranges.flatMap(({ people }) => people);
  if (first === undefined) return;
  const { submissionId } = first;
  await errors.record([
    ...pushErrorDetails(results, now()),
    ...closingDetails(submissionId, closings, now()),
  ]);
  await ledger.recordPushes(submissionId, finishedRanges(ranges, results));
}

async function mustWait(
  ports: PushPartPorts,
  { submission, part }: { readonly submission: OpenSubmission; readonly part: number },
  { waitUntil, awaitsImport }: PushAnswer,
): Promise<boolean> {
  if (awaitsImport === 'started') {
    const visibleAt = ports.now() + IMPORT_DELAY_MS;
    await ports.imports.send({ version: 1, import: true }, { visibleAt });
  }
  if (waitUntil !== undefined) {
    const visibleAt = waitUntil + (awaitsImport === 'started' ? YIELD_MS : 0);
    await comeBack(ports, submission, { part, visibleAt });
  } else if (awaitsImport !== undefined) {
    await sleep(ports, { submissionId: submission.id, part }, awaitsImport);
  }
  return waitUntil !== undefined || awaitsImport !== undefined;
}

/** An import that ended before it was noted who sleeps has woken nobody. */
async function sleep(
  ports: PushPartPorts,
  name: PartName,
  importIs: 'going' | 'started',
): Promise<void> {
  await sleepInLedger(ports, name);
  if (importIs === 'started' || (await ports.tenant.imports.read()) !== undefined) return;
  await ports.pushes.send({ version: 1, ...name });
}

/** Pushing was switched off after these people had changed: then nothing is sent, and a resync is owed (row S6). */
async function skip({ ledger, owed }: PushPartPorts, ranges: readonly PushRange[]): Promise<void> {
  const [first] = ranges.flatMap(({ people }) => people);
  if (first === undefined) return;
  const results = ranges.map((range) => pushResult(range, skippedPeople(range)));
  await owed.note();
  await ledger.recordPushes(first.submissionId, results);
}
