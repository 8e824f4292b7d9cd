/** That the error file is to hear of a submission: written as it ends, and again when a later retry has news. */
export interface ReportNote {
  readonly submissionId: string;
  /** Milliseconds since the epoch; with the submission, the note's name. */
  readonly notedAt: number;
}

/**
 * Which submissions the error file does not tell of yet (row S57). News that comes while the file is being written is
 * a note of its own, so that forgetting the notes that were read forgets nothing else.
 */
export interface ReportNotes {
  /** Notes, now, that there is news of a submission that has ended. */
  noteReport(submissionId: string): Promise<void>;
  /** The oldest notes that are due, at most so many. */
  dueReports(now: number, most: number): Promise<readonly ReportNote[]>;
  /** Makes notes due again at that time (milliseconds since the epoch); what is forgotten meanwhile stays forgotten. */
  postponeReports(notes: readonly ReportNote[], dueAt: number): Promise<void>;
  forgetReports(notes: readonly ReportNote[]): Promise<void>;
}
