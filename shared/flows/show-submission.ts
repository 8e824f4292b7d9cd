import type { Caller } from '../access/caller';
import { isReader } from '../access/roles';
import type { ErrorDetail } from '../model/error-detail';
import type { SubmissionSummary } from '../model/submission';
import type { ImportStore } from '../push/import-store';
import type { ErrorDetails } from '../record/error-details';
import type { SubmissionHistory } from '../record/submission-history';
import type { SubmissionLedger } from '../record/submission-ledger';
import { summarizeSubmission } from '../record/summarize-submission';

/** Lines of the error table in an answer; the rest is read page by page. */
const ERRORS_SHOWN = 100;

export interface SubmissionView extends SubmissionSummary {
  /** The first hundred errors and warnings. */
  readonly errors: readonly ErrorDetail[];
}

export interface ShowPorts {
  readonly ledger: SubmissionLedger;
  readonly history: SubmissionHistory;
  readonly errors: ErrorDetails;
  readonly importStore: Pick<ImportStore, 'read'>;
  readonly now: () => number;
}

/** Whose eyes: a caller sees its own submissions, administrators all; for anyone else there is none. */
export interface SubmissionRequest {
  readonly submissionId: string;
  readonly caller: Caller;
}

export type ShowSubmission = (request: SubmissionRequest) => Promise<SubmissionView | undefined>;

export function createShowSubmission(ports: ShowPorts): ShowSubmission {
  return async (request) => {
    const found = await findVisible(ports, request);
    if (found === undefined) return undefined;
    const { waitingUntil: noted = 0, ...summary } = found;
    const waitingUntil = await lookedAtNext(ports, summary, noted);
    const { items } = await ports.errors.list({
      submissionId: summary.id,
      pageSize: ERRORS_SHOWN + 1,
    });
    const errors = items.filter(({ status }) => status !== 'Completed').slice(0, ERRORS_SHOWN);
    return { ...summary, ...(waitingUntil > ports.now() ? { waitingUntil } : {}), errors };
  };
}

/** Milliseconds since the epoch. Who sleeps until a bulk import has ended is looked at as often as that is. */
async function lookedAtNext(
  { ledger, importStore, now }: ShowPorts,
  { id, state }: SubmissionSummary,
  noted: number,
): Promise<number> {
  if (state !== 'pushing' || noted > now()) return noted;
  const asleep = (await ledger.find(id))?.asleep ?? [];
  if (asleep.length === 0) return noted;
  return (await importStore.read())?.current.dueAt ?? noted;
}

/** The submission as it stands: from the ledger while it is in flight, from the history afterwards. */
export async function findVisible(
  { ledger, history }: Pick<ShowPorts, 'ledger' | 'history'>,
  { submissionId, caller }: SubmissionRequest,
): Promise<SubmissionSummary | undefined> {
  const open = await ledger.find(submissionId);
  const summary =
    open === undefined
      ? await history.find(submissionId)
      : summarizeSubmission(open, await ledger.results(submissionId));
  if (summary === undefined) return undefined;
  return isOwn(summary, caller) || isReader(caller) ? summary : undefined;
}

/** Whoever signs in to the application that delivered is not that application. */
function isOwn(summary: SubmissionSummary, { kind, applicationId }: Caller): boolean {
  return kind === 'application' && summary.caller === applicationId;
}
