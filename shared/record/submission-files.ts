import type { ChangeOutcome } from '../model/outcome';

/** The blobs of a submission that are written after its acceptance, and its answer. */
export interface SubmissionFiles {
  /** Stores the delivery's answer, before acceptance; a replayed key answers it again. */
  saveAnswer(submissionId: string, answer: string): Promise<void>;
  readAnswer(submissionId: string): Promise<string | undefined>;

  /** Stores the outcomes of a part unless some stand already, and returns those that stand (the first wins, K7). */
  saveOutcomes(
    submissionId: string,
    part: number,
    outcomes: readonly ChangeOutcome[],
  ): Promise<readonly ChangeOutcome[]>;
  /** Undefined when none stand, or when they cannot be read any more. */
  readOutcomes(submissionId: string, part: number): Promise<readonly ChangeOutcome[] | undefined>;

  /** Deletes every blob of the submission. */
  deleteAll(submissionId: string): Promise<void>;
}
