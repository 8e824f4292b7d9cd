import { describe, expect, test } from '@jest/globals';
import { createTableActivePeople } from '../../shared/apply/table-active-people';
import { createTableProfileStore } from '../../shared/apply/table-profile-store';
import { inRuns } from '../../shared/model/in-runs';
import { personKey } from '../../shared/model/person-key';
import { describeActivePeople, takeAll } from '../contract/active-people.contract';
import { newPerson, sameBucket } from '../contract/profile-store.contract';
import { createMemoryActivePeople } from '../fakes/memory-active-people';
import { createMemoryProfileStore } from '../fakes/memory-profile-store';
import { useAzurite } from '../support/azurite';
import { countRequests, measureAnswers } from '../support/count-requests';

const storage = useAzurite();

describeActivePeople('active people in memory', () => {
  const profiles = createMemoryProfileStore();
  return { profiles, people: createMemoryActivePeople(profiles) };
});
describeActivePeople('active people in table UserProfiles', () => {
  const table = storage.emptyTable();
  return { profiles: createTableProfileStore(table), people: createTableActivePeople(table) };
});

/** A table with many people in one bucket, each with a long name. */
async function crowdedTable(count: number) {
  const table = storage.emptyTable();
  const store = createTableProfileStore(table);
  const crowd = sameBucket(count);
  const fields = { name: 'n'.repeat(1_000) };
  for (const some of inRuns(crowd, 100)) {
    await store.write(some.map((userId) => newPerson(userId, { fields })));
  }
  return { table, crowd };
}

describe('everybody in table UserProfiles', () => {
  test('is read page by page, and nobody is missed or met twice', async () => {
    const { table, crowd } = await crowdedTable(2_500);
    const count = countRequests(table);
    const taken = await takeAll(createTableActivePeople(table));
    expect(taken.map(({ userId }) => userId).sort()).toEqual([...crowd].sort());
    // Three pages of the crowded bucket, one of each other.
    expect(count()).toBe(18);
  });

  test('is read with no more of them than who they are', async () => {
    const { table, crowd } = await crowdedTable(200);
    const length = measureAnswers(table);
    await takeAll(createTableActivePeople(table));
    expect(length() / crowd.length).toBeLessThan(500);
  });

  test('of whom one cannot be taken is not read any further', async () => {
    const { table } = await crowdedTable(2_500);
    const count = countRequests(table);
    const people = createTableActivePeople(table);
    const failing = people.each(() => Promise.reject(new Error('no room')));
    await expect(failing).rejects.toThrow('no room');
    expect(count()).toBe(16);
  });

  test('is named by the key where the column was edited by hand', async () => {
    const table = storage.emptyTable();
    const { bucket, rowKey } = personKey('anna #1@contoso.com');
    await table.insert({ partitionKey: bucket, rowKey, userId: 'Bert', lifecycle: 'active' });
    expect(await takeAll(createTableActivePeople(table))).toEqual([
      { userId: 'anna #1@contoso.com', key: personKey('anna #1@contoso.com') },
    ]);
  });
});
