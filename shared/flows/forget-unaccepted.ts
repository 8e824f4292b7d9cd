import type { SubmissionFiles } from '../record/submission-files';
import type { SubmissionLedger } from '../record/submission-ledger';

interface UnacceptedPorts {
  readonly files: SubmissionFiles;
  readonly ledger: SubmissionLedger;
}

/**
 * Deletes what was stored of a submission that will not be accepted: it holds people. The announcement goes last, so
 * that the sweep goes on from here if this is interrupted (K2).
 */
export async function forgetUnaccepted(
  { files, ledger }: UnacceptedPorts,
  submissionId: string,
): Promise<void> {
  await files.deleteAll(submissionId);
  await ledger.forgetAnnounced(submissionId);
}
