import { applyChanges, type ChangesToApply } from '../apply/apply-changes';
import type { ProfileStore, ProfileWrite, WriteResult } from '../apply/profile-store';
import type { ChangeOutcome } from '../model/outcome';

/** More failed writes than this are no person's fault but an outage. */
const MAX_FAILURES = 20;

/**
 * Applies changes in transactions of one person each. A write that fails keeps nobody else from being written: it is
 * thrown when all the others have had their turn (promise 5).
 */
export async function applyOneByOne(
  work: ChangesToApply,
  profiles: ProfileStore,
): Promise<readonly ChangeOutcome[]> {
  const failures: unknown[] = [];
  const write = async (writes: readonly ProfileWrite[]): Promise<WriteResult> => {
    try {
      return await profiles.write(writes);
    } catch (error) {
      failures.push(error);
      if (failures.length > MAX_FAILURES) throw error;
      return { kind: 'refused', index: 0 };
    }
  };
  const outcomes = await applyChanges(
    { ...work, transactionSize: 1 },
    { read: (keys) => profiles.read(keys), write },
  );
  if (failures.length > 0) throw new AggregateError(failures, 'Some people cannot be written.');
  return outcomes;
}

/** Writes nothing: says what stands of these changes, and calls the others failed. */
export async function readOffChanges(
  work: ChangesToApply,
  profiles: ProfileStore,
): Promise<readonly ChangeOutcome[]> {
  const outcomes = await applyChanges(work, {
    read: (keys) => profiles.read(keys),
    write: () => Promise.resolve({ kind: 'refused', index: 0 }),
  });
  return outcomes.map(toFailed);
}

function toFailed(outcome: ChangeOutcome): ChangeOutcome {
  if (outcome.outcome !== 'rejected') return outcome;
  return {
    index: outcome.index,
    userId: outcome.userId,
    outcome: 'failed',
    code: 'PartFailed',
    message: 'Applying this change failed again and again.',
  };
}
