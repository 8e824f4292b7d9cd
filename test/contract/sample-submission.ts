import { v7 as createId } from 'uuid';
import type { NewSubmission, SubmissionSummary } from '../../shared/model/submission';

/** A submission as it is about to be accepted. */
export function newSubmission(changes: Partial<NewSubmission> = {}): NewSubmission {
  const receivedAt = changes.receivedAt ?? Date.UTC(2026, 4, 17, 12);
  return {
    id: createId({ msecs: receivedAt }),
    kind: 'batch',
    mode: 'merge',
    caller: '22222222-2222-4222-8222-222222222222',
    receivedAt,
    received: 3,
    accepted: 2,
    rejected: 1,
    parts: [
      { kind: 'changes', offset: 0, length: 812, count: 2 },
      { kind: 'rejections', offset: 0, length: 97, count: 1 },
    ],
    chunkEtag: '"0x8DC0FFEE"',
    people: Uint32Array.of(0, 1, 0xffff_ffff, 0x0102_0304),
    ...changes,
  };
}

/** A submission as it is listed; in flight unless `completedAt` is given. */
export function summary(changes: Partial<SubmissionSummary> = {}): SubmissionSummary {
  const { id, kind, caller, receivedAt, received, accepted, rejected } = newSubmission({
    receivedAt: changes.receivedAt ?? Date.UTC(2026, 4, 17, 12),
  });
  return {
    id,
    kind,
    caller,
    state: 'queued',
    sequence: 1_800_000_000_000_123,
    received,
    accepted,
    rejected,
    outcomes: {},
    pushes: {},
    errorCount: 0,
    receivedAt,
    ...changes,
  };
}
