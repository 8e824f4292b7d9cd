import type { ErrorDetail } from '../../shared/model/error-detail';
import { OUTCOMES, PUSH_OUTCOMES } from '../../shared/model/outcome';
import type { SubmissionSummary } from '../../shared/model/submission';

/** A submission as it is answered (design §9). Every count is there, also those of nothing. */
export function toSubmissionView(summary: SubmissionSummary): Record<string, unknown> {
  const { id, kind, state, sequence, received, accepted, rejected, errorCount } = summary;
  const { receivedAt, completedAt, outcomes, pushes, waitingUntil } = summary;
  return {
    submissionId: id,
    kind,
    state,
    sequence,
    received,
    accepted,
    rejected,
    outcomes: allCounts(OUTCOMES, outcomes),
    push: allCounts(['pending', ...PUSH_OUTCOMES], pushes),
    ...(waitingUntil === undefined ? {} : { waitingUntil: new Date(waitingUntil).toISOString() }),
    errorCount,
    receivedAt: new Date(receivedAt).toISOString(),
    ...(completedAt === undefined ? {} : { completedAt: new Date(completedAt).toISOString() }),
  };
}

/** An error as it stands in a submission's answer: as in a delivery's, and where it happened (design §9). */
export function toErrorView({ property, ...detail }: ErrorDetail): Record<string, unknown> {
  const { code, message, status, stage, target, index, userId, attempt } = detail;
  return { code, message, index, userId, field: property, status, stage, target, attempt };
}

function allCounts<Name extends string>(
  names: readonly Name[],
  counts: Readonly<Partial<Record<Name, number>>>,
): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, counts[name] ?? 0]));
}
