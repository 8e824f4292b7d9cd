import type { OpenSubmission } from '../model/submission';
import type { WorkQueue } from '../model/work-queue';
import type { SubmissionHistory } from '../record/submission-history';
import { summarizeSubmission } from '../record/summarize-submission';

export interface StartWorkPorts {
  readonly history: SubmissionHistory;
  readonly changes: WorkQueue;
}

/**
 * Lists a submission that has just been accepted, and puts its parts on the queue. After the commit nothing is refused:
 * what fails here, the sweep does (K2).
 */
export async function startWork(
  { history, changes }: StartWorkPorts,
  submission: OpenSubmission,
): Promise<void> {
  await history.put(summarizeSubmission(submission, { parts: [], pushes: [] }));
  await Promise.all(
    submission.parts.map((_, part) =>
      changes.send({ version: 1, submissionId: submission.id, part }),
    ),
  );
}
