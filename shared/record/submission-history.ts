import type { SubmissionState, SubmissionSummary } from '../model/submission';

/** One page of a list, with what to send to get the next. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly continuation?: string;
}

/**
 * Submissions as administrators read them, a row each, newest first; written again at each change of state. What has
 * ended (`completedAt`) stays so, even if somebody comes late with an earlier state.
 */
export interface SubmissionHistory {
  put(summary: SubmissionSummary): Promise<void>;
  find(submissionId: string): Promise<SubmissionSummary | undefined>;
  list(query: { state?: SubmissionState; continuation?: string }): Promise<Page<SubmissionSummary>>;
}
