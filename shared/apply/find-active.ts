import type { ChangeOutcome } from '../model/outcome';
import { personKey } from '../model/person-key';
import type { ProfileChange } from '../model/profile-change';
import type { ProfileStore } from './profile-store';

/**
 * What becomes of people whom a resync names: nothing is written, and whoever is active is to be pushed, which sends
 * what differs from what was sent last (K9). One outcome a change, in the order of the changes.
 */
export async function findActive(
  changes: readonly ProfileChange[],
  store: Pick<ProfileStore, 'read'>,
): Promise<readonly ChangeOutcome[]> {
  const asked = changes.map(({ index, userId }) => ({ index, userId, key: personKey(userId) }));
  const stored = await store.read(asked.map(({ key }) => key));
  return asked.map(({ index, userId, key }) => {
    const isActive = stored.get(key.rowKey)?.profile.lifecycle === 'active';
    if (isActive) return { index, userId, outcome: 'unchanged', push: true };
    const message = 'This person has been deleted or locked since the resync began.';
    return { index, userId, outcome: 'skipped', message };
  });
}
