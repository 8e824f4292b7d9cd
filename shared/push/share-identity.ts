import { personKey } from '../model/person-key';
import { SyncError } from '../model/sync-error';
import type { PushCase } from './push-case';
import type { PushRecord, PushStore } from './push-store';

const MAX_TURNS = 5;

/** Notes on the rows of the others that they share their identity with this person, so that they wait as well. */
export async function shareIdentity(
  { asked }: PushCase,
  others: readonly string[],
  store: PushStore,
): Promise<void> {
  const { userId } = asked[0];
  let left = others.map(personKey);
  for (let turn = 0; turn < MAX_TURNS && left.length > 0; turn += 1) {
    const rows = await store.read(left);
    const writes = left.flatMap((key) => {
      const stored = rows.get(key.rowKey);
      if (stored === undefined || stored.record.sharedWith.includes(userId)) return [];
      return [{ key, etag: stored.etag, record: withSharer(stored.record, userId) }];
    });
    const written = await store.write(writes);
    left = writes.map(({ key }) => key).filter(({ rowKey }) => !written.has(rowKey));
  }
  if (left.length > 0) {
    throw new SyncError('StorageUnavailable', 'Rows of a shared identity keep changing.');
  }
}

function withSharer(record: PushRecord, userId: string): PushRecord {
  return { ...record, sharedWith: [...record.sharedWith, userId] };
}
