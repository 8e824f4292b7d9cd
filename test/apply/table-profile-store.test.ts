import { describe, expect, test } from '@jest/globals';
import { createTableProfileStore } from '../../shared/apply/table-profile-store';
import { personKey } from '../../shared/model/person-key';
import { groupBy } from '../../shared/storage/group-by';
import { inRuns } from '../../shared/model/in-runs';
import { describeProfileStore, newPerson, sameBucket } from '../contract/profile-store.contract';
import { useAzurite } from '../support/azurite';
import { countRequests, measureAnswers } from '../support/count-requests';

const storage = useAzurite();

describeProfileStore('table UserProfiles', () => createTableProfileStore(storage.emptyTable()));

describe('the rows of UserProfiles', () => {
  test('are plain columns that a person can read', async () => {
    const table = storage.emptyTable();
    const write = newPerson('Ana@Contoso.com', {
      fields: { name: 'Ana', jobTitle: 'Engineer' },
      extended: [{ Key: 'team', Type: 1, Value: 'Blue' }],
    });
    await createTableProfileStore(table).write([write]);
    const { bucket } = personKey('Ana@Contoso.com');
    expect(await table.get(bucket, 'ana@contoso.com')).toMatchObject({
      userId: 'Ana@Contoso.com',
      name: 'Ana',
      jobTitle: 'Engineer',
      extended_props: '[{"Key":"team","Type":1,"Value":"Blue"}]',
      lifecycle: 'active',
      synchronized: false,
      updatedAt: '2026-05-17T12:00:00.000Z',
      sequence: 1_800_000_000_000_123n,
      fieldSequences: '{}',
      floorSequence: 0n,
      createdBy: 1_800_000_000_000_123n,
    });
  });

  test('that were broken by hand read as empty there, and can be written again', async () => {
    const table = storage.emptyTable();
    const key = personKey('a');
    await table.insert({
      partitionKey: key.bucket,
      rowKey: key.rowKey,
      userId: 'a',
      name: 12,
      extended_props: '[{"Key":"ok","Type":1,"Value":"v"},{"Key":1},null',
      fieldSequences: '[',
      lifecycle: 'sleeping',
      sequence: 5,
    });
    const store = createTableProfileStore(table);
    const stored = (await store.read([key])).get(key.rowKey)!;
    expect(stored.profile).toMatchObject({ fields: {}, extended: [], lifecycle: 'active' });
    expect(stored.numbers).toEqual({ base: 5, exceptions: {}, floor: 0, createdBy: 0 });
    const again = { ...newPerson('a'), etag: stored.etag };
    expect(await store.write([again])).toEqual({ kind: 'written' });
  });

  test('keep what Storage Explorer added, of any type', async () => {
    const table = storage.emptyTable();
    const store = createTableProfileStore(table);
    const key = personKey('a');
    await store.write([newPerson('a')]);
    const columns = {
      seenAt: new Date('2026-01-01T00:00:00.123Z'),
      badge: 2n ** 60n,
      ratio: 0.5,
      photo: Uint8Array.of(1, 2, 3),
      guid: { type: 'Guid', value: '33333333-3333-4333-8333-333333333333' },
    };
    await table.client.updateEntity(
      { partitionKey: key.bucket, rowKey: key.rowKey, ...columns },
      'Merge',
    );
    const { etag, others } = (await store.read([key])).get(key.rowKey)!;
    await store.write([{ ...newPerson('a', { fields: { name: 'A' } }), etag, others: others! }]);
    expect((await store.read([key])).get(key.rowKey)?.others).toEqual({
      ...columns,
      photo: Buffer.from(columns.photo),
    });
  });
});

describe('reading ten thousand people', () => {
  const people = Array.from({ length: 10_000 }, (_, place) => `user${place}@contoso.com`);

  test('takes one request a bucket when nobody is there, and when everybody is', async () => {
    const table = storage.emptyTable();
    const store = createTableProfileStore(table);
    await store.read([personKey('creates the table')]);
    const count = countRequests(table);
    expect((await store.read(people.map(personKey))).size).toBe(0);
    expect(count()).toBe(16);
    await writeAll(store, people);
    const afterWriting = count();
    expect((await store.read(people.map(personKey))).size).toBe(10_000);
    expect(count() - afterWriting).toBe(16);
  });

  test('few among many others are read one by one, not with everybody between them', async () => {
    const table = storage.emptyTable();
    const store = createTableProfileStore(table);
    const crowd = sameBucket(1_500);
    await writeAll(store, crowd);
    const wanted = crowd.filter((_, place) => place % 100 === 0);
    const length = measureAnswers(table);
    const found = await store.read([...wanted, 'person-nobody'].map(personKey));
    expect([...found.keys()].sort()).toEqual([...wanted].sort());
    const few = length();
    await store.read(crowd.map(personKey));
    expect(few).toBeLessThan((length() - few) / 3);
  });

  test('half of a crowd is read page by page, and nobody is missed', async () => {
    const table = storage.emptyTable();
    const store = createTableProfileStore(table);
    const crowd = sameBucket(2_600);
    await writeAll(store, crowd);
    const wanted = crowd.filter((_, place) => place % 2 === 0);
    const count = countRequests(table);
    const found = await store.read(wanted.map(personKey));
    expect([...found.keys()].sort()).toEqual([...wanted].sort());
    expect(count()).toBeLessThanOrEqual(4);
  });
});

async function writeAll(
  store: ReturnType<typeof createTableProfileStore>,
  people: readonly string[],
): Promise<void> {
  const buckets = groupBy(people, (userId) => personKey(userId).bucket);
  await Promise.all(
    [...buckets.values()].map(async (inBucket) => {
      for (const some of inRuns(inBucket, 100)) {
        const result = await store.write(some.map((userId) => newPerson(userId)));
        expect(result).toEqual({ kind: 'written' });
      }
    }),
  );
}
