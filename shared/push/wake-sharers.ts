import type { PushCase } from './push-case';
import { sinceRetry, type PushRetries } from './push-retries';

/**
 * When one of several people with the same object id leaves it, the others are tried again at once; that is their
 * last try on this occasion, so it is not followed by another.
 */
export async function wakeSharers(
  { record, asked }: Pick<PushCase, 'record' | 'asked'>,
  { retries, now }: { readonly retries: PushRetries; readonly now: () => number },
): Promise<void> {
  if (record.sharedWith.length === 0) return;
  const { submissionId, index } = asked[0];
  const dueAt = now();
  await retries.add(
    record.sharedWith.map((userId) => ({
      userId,
      submissionId,
      index,
      attempt: 2,
      since: sinceRetry(dueAt),
      dueAt,
    })),
  );
}
