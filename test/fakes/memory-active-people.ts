import type { ActivePeople } from '../../shared/apply/active-people';
import { personKey } from '../../shared/model/person-key';
import type { MemoryProfileStore } from './memory-profile-store';

/** The active people of a store in memory, one after the other. */
export function createMemoryActivePeople({ rows }: Pick<MemoryProfileStore, 'rows'>): ActivePeople {
  return {
    async each(take) {
      for (const { profile } of [...rows.values()]) {
        const { userId, lifecycle } = profile;
        if (lifecycle === 'active') await take({ userId, key: personKey(userId) });
      }
    },
  };
}
