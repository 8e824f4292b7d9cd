import { PUSH_RANGE_SIZE, type OpenSubmission, type PartResult } from '../model/submission';
import type { WorkQueue } from '../model/work-queue';
import type { SubmissionLedger } from '../record/submission-ledger';
import type { Results } from '../record/summarize-submission';
import { wakeSleepers } from './wait-on-queue';

/** A part that is applied, and of whose people not all have been pushed. */
export interface WaitingPart {
  readonly submission: OpenSubmission;
  readonly part: number;
}

/** The parts that wait, oldest submission first. */
export async function readWaitingParts({
  ledger,
}: {
  readonly ledger: SubmissionLedger;
}): Promise<WaitingPart[]> {
  const waiting: WaitingPart[] = [];
  for (const submission of await ledger.readOpen({ withPeople: false })) {
    const results = await ledger.results(submission.id);
    const parts = results.parts.filter((part) => isWaiting(part, results));
    waiting.push(...parts.map(({ part }) => ({ submission, part })));
  }
  return waiting;
}

function isWaiting({ part, state, toPush }: PartResult, { pushes }: Results): boolean {
  const ranges = pushes.filter((push) => push.part === part).length;
  return state === 'done' && ranges < Math.ceil(toPush / PUSH_RANGE_SIZE);
}

/** Wakes every part that sleeps until an import has ended. */
export async function wakeParts({
  ledger,
  pushes,
}: {
  readonly ledger: SubmissionLedger;
  readonly pushes: WorkQueue;
}): Promise<void> {
  for (const submission of await ledger.readOpen({ withPeople: false })) {
    await wakeSleepers({ queue: pushes, ledger }, submission);
  }
}
