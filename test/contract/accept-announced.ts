import type { NewSubmission, OpenSubmission } from '../../shared/model/submission';
import type {
  Acceptance,
  IdempotencyRecord,
  SubmissionLedger,
} from '../../shared/record/submission-ledger';

const DAY = 86_400_000;

/** As the flow does: announced first. */
export async function acceptAnnounced(
  ledger: SubmissionLedger,
  submission: NewSubmission,
  key?: IdempotencyRecord,
): Promise<Acceptance> {
  await ledger.announce(submission.id, submission.receivedAt);
  return ledger.accept(submission, key);
}

/** The submission as it stands when it is accepted. */
export async function accepted(
  ledger: SubmissionLedger,
  submission: NewSubmission,
): Promise<OpenSubmission> {
  const acceptance = await acceptAnnounced(ledger, submission);
  if (acceptance.kind !== 'accepted') throw new Error('The submission was not accepted.');
  return acceptance.submission;
}

/** The memory of the one key that tests of the ledger use. */
export function record({ id, receivedAt }: NewSubmission): IdempotencyRecord {
  return { keyHash: 'hash', bodyHash: 'body', submissionId: id, expiresAt: receivedAt + 7 * DAY };
}
