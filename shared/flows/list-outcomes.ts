import type { ChangeOutcome, Outcome } from '../model/outcome';
import { SyncError } from '../model/sync-error';
import type { SubmissionFiles } from '../record/submission-files';
import type { Page, SubmissionHistory } from '../record/submission-history';
import type { SubmissionLedger } from '../record/submission-ledger';
import { findVisible, type SubmissionRequest } from './show-submission';

const PAGE_SIZE = 1_000;

export interface OutcomesPorts {
  readonly ledger: SubmissionLedger;
  readonly history: SubmissionHistory;
  readonly files: SubmissionFiles;
}

export interface OutcomesRequest extends SubmissionRequest {
  /** Only changes that had this outcome. */
  readonly outcome?: Outcome;
  readonly continuation?: string;
}

export type ListOutcomes = (request: OutcomesRequest) => Promise<Page<ChangeOutcome> | undefined>;

/** What became of every change of a submission, part by part, a thousand a page (design §9). */
export function createListOutcomes(ports: OutcomesPorts): ListOutcomes {
  return async (request) => {
    if ((await findVisible(ports, request)) === undefined) return undefined;
    const items: ChangeOutcome[] = [];
    for await (const { place, outcome } of walkOutcomes(ports, request)) {
      if (!isAskedFor(request, outcome)) continue;
      if (items.length === PAGE_SIZE) return { items, continuation: place };
      items.push(toView(outcome));
    }
    return { items };
  };
}

/** All outcomes from a place on, each with its own place. */
async function* walkOutcomes(
  { ledger, files }: OutcomesPorts,
  { submissionId, continuation }: OutcomesRequest,
): AsyncGenerator<{ place: string; outcome: ChangeOutcome }> {
  const open = await ledger.find(submissionId);
  const from = parsePlace(continuation);
  for (let part = from.part; open === undefined || part < open.parts.length; part++) {
    const outcomes = await files.readOutcomes(submissionId, part);
    // After the end every part has its outcomes, so the first one without is behind the last.
    if (outcomes === undefined && open === undefined) return;
    const offset = part === from.part ? from.offset : 0;
    for (const [index, outcome] of (outcomes ?? []).slice(offset).entries()) {
      yield { place: `${String(part)}.${String(offset + index)}`, outcome };
    }
  }
}

function isAskedFor({ outcome }: OutcomesRequest, change: ChangeOutcome): boolean {
  return outcome === undefined || change.outcome === outcome;
}

function toView({ index, userId, outcome, code, message }: ChangeOutcome): ChangeOutcome {
  return {
    index,
    userId,
    outcome,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  };
}

/** A place is the number of a part and of an outcome in it, such as `3.1000`. */
function parsePlace(continuation = '0.0'): { part: number; offset: number } {
  const match = /^(\d{1,6})\.(\d{1,9})$/.exec(continuation);
  if (match === null) {
    throw new SyncError('InvalidRequest', 'This continuation was not given out by this address.');
  }
  return { part: Number(match[1]), offset: Number(match[2]) };
}
