import { describe, expect, test } from '@jest/globals';
import type { ActivePeople, ActivePerson } from '../../shared/apply/active-people';
import type { ProfileStore } from '../../shared/apply/profile-store';
import { personKey } from '../../shared/model/person-key';
import { newPerson } from './profile-store.contract';

/** A store of profiles, and the active people in it. */
export interface PeopleWorld {
  readonly profiles: ProfileStore;
  readonly people: ActivePeople;
}

/** What every `ActivePeople` does; `open` gives one over a store that is empty. */
export function describeActivePeople(name: string, open: () => PeopleWorld): void {
  describe(name, () => {
    test('gives nobody where nobody is stored', async () => {
      expect(await takeAll(open().people)).toEqual([]);
    });

    test('gives everybody of every bucket once, as they were sent', async () => {
      const { profiles, people } = open();
      const userIds = Array.from({ length: 200 }, (_, place) => `Person/#${place}@Contoso.com`);
      await Promise.all(userIds.map((userId) => profiles.write([newPerson(userId)])));
      const taken = await takeAll(people);
      expect(taken.map(({ userId }) => userId).sort()).toEqual([...userIds].sort());
      expect(taken.every(({ userId, key }) => key.rowKey === personKey(userId).rowKey)).toBe(true);
    });

    test('leaves out who is locked or deleted', async () => {
      const { profiles, people } = open();
      for (const lifecycle of ['active', 'locked', 'deleted'] as const) {
        await profiles.write([newPerson(lifecycle, { lifecycle })]);
      }
      expect(await takeAll(people)).toMatchObject([{ userId: 'active' }]);
    });

    test('throws what taking throws', async () => {
      const { profiles, people } = open();
      await profiles.write([newPerson('a')]);
      await expect(people.each(() => Promise.reject(new Error('no room')))).rejects.toThrow(
        'no room',
      );
    });
  });
}

export async function takeAll(people: ActivePeople): Promise<ActivePerson[]> {
  const taken: ActivePerson[] = [];
  await people.each((person) => {
    taken.push(person);
    return Promise.resolve();
  });
  return taken;
}
