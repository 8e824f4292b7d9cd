import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ProfileStore, ProfileWrite, StoredProfile } from '../../shared/apply/profile-store';
import { personKey } from '../../shared/model/person-key';
import type { UserProfile } from '../../shared/model/user-profile';

const SEQUENCE = 1_800_000_000_000_123;

/** What every store of profiles does; `create` gives an empty one. */
export function describeProfileStore(name: string, create: () => ProfileStore): void {
  describe(name, () => {
    let store: ProfileStore;
    beforeEach(() => {
      store = create();
    });

    test('gives back a whole profile and its numbers', async () => {
      const write = newPerson('Ana@Contoso.com', {
        fields: { name: 'Ana', phone: '', jobTitle: '名前\u2028\u2029\r\n"😀' },
        extended: [
          { Key: 'hired', Type: 4, Value: '2020-02-29T00:00:00Z' },
          { Key: 'big', Type: 3, Value: '9007199254740993' },
          { Key: 'share', Type: 5, Value: 0.1 },
          { Key: 'nothing', Type: 99, Value: null },
        ],
        lifecycle: 'locked',
        synchronized: true,
      });
      const numbers = {
        base: SEQUENCE,
        floor: SEQUENCE - 5,
        createdBy: 17,
        exceptions: { mobile: SEQUENCE - 1, 'x:big': Number.MAX_SAFE_INTEGER },
      };
      expect(await store.write([{ ...write, numbers }])).toEqual({ kind: 'written' });
      const { profile } = write;
      expect(await readOne(store, 'ana@CONTOSO.com')).toEqual({
        profile,
        numbers,
        etag: expect.any(String),
      });
    });

    test('S11: finds a person under every spelling of their id', async () => {
      await store.write([newPerson('JOSÉ/#?\\x')]);
      expect(await readOne(store, 'José/#?\\X')).toMatchObject({
        profile: { userId: 'JOSÉ/#?\\x' },
      });
    });

    test('reads only who is asked for and stored', async () => {
      const people = sameBucket(5);
      await store.write(people.slice(0, 4).map((userId) => newPerson(userId)));
      const found = await store.read(people.slice(2).map(personKey));
      expect([...found.keys()].sort()).toEqual(people.slice(2, 4).sort());
      expect(await store.read([])).toEqual(new Map());
    });

    test('reads people of all buckets at once', async () => {
      const people = Array.from({ length: 64 }, (_, place) => `user${place}@contoso.com`);
      await Promise.all(people.map((userId) => store.write([newPerson(userId)])));
      expect((await store.read(people.map(personKey))).size).toBe(64);
    });

    test('a replaced row holds nothing of what it held before', async () => {
      const long = 'x'.repeat(70_000);
      await store.write([
        newPerson('a', { fields: { name: 'A', phone: long }, extended: [text('k', long)] }),
      ]);
      const stored = await readOne(store, 'a');
      expect(stored?.profile.fields).toEqual({ name: 'A', phone: long });
      const again = newPerson('a', { fields: { phone: '1' } });
      await store.write([{ ...again, etag: stored?.etag ?? '' }]);
      expect((await readOne(store, 'a'))?.profile).toEqual(again.profile);
    });

    test('K5: an insert never overwrites', async () => {
      const [one, other, third] = sameBucket(3).map((userId) => newPerson(userId));
      await store.write([other!]);
      const result = await store.write([one!, other!, third!]);
      expect(result).toEqual({ kind: 'conflict', index: 1 });
      expect(await readOne(store, one!.profile.userId)).toBeUndefined();
      expect(await readOne(store, third!.profile.userId)).toBeUndefined();
    });

    test('K5: a replacement of an older version changes nothing', async () => {
      const [one, other] = sameBucket(2);
      await store.write([newPerson(one!), newPerson(other!)]);
      const first = await readOne(store, other!);
      const etag = first?.etag ?? '';
      await store.write([{ ...newPerson(other!, { fields: { name: '1' } }), etag }]);
      const standing = await readOne(store, one!);
      const result = await store.write([
        { ...newPerson(one!, { fields: { name: '2' } }), etag: standing?.etag ?? '' },
        { ...newPerson(other!, { fields: { name: '2' } }), etag },
      ]);
      expect(result).toEqual({ kind: 'conflict', index: 1 });
      expect(await readOne(store, one!)).toEqual(standing);
      expect((await readOne(store, other!))?.profile.fields.name).toBe('1');
    });

    test('K5: a row that is gone is not brought back', async () => {
      const [one, other] = sameBucket(2);
      await store.write([newPerson(one!)]);
      const etag = (await readOne(store, one!))?.etag ?? '';
      const result = await store.write([{ ...newPerson(other!), etag }]);
      expect(result).toEqual({ kind: 'conflict', index: 0 });
      expect(await readOne(store, other!)).toBeUndefined();
    });

    test('K5: of two who write the same version at once, one is told', async () => {
      await store.write([newPerson('a')]);
      const etag = (await readOne(store, 'a'))?.etag ?? '';
      const results = await Promise.all(
        ['1', '2'].map((name) => store.write([{ ...newPerson('a', { fields: { name } }), etag }])),
      );
      expect(results.map(({ kind }) => kind).sort()).toEqual(['conflict', 'written']);
    });

    test('writes a hundred people in one transaction', async () => {
      const people = sameBucket(100);
      const writes = people.map((userId) => newPerson(userId, { fields: { name: 'n\u2028n' } }));
      expect(await store.write(writes)).toEqual({ kind: 'written' });
      expect((await store.read(people.map(personKey))).size).toBe(100);
    });

    test('refuses a person who is more than a row can hold, and nobody else', async () => {
      const [one, big] = sameBucket(2);
      const fields = { name: 'x'.repeat(600_000) };
      const result = await store.write([newPerson(one!), newPerson(big!, { fields })]);
      expect(result).toEqual({ kind: 'refused', index: 1 });
      expect(await readOne(store, one!)).toBeUndefined();
      expect(await store.write([newPerson(one!)])).toEqual({ kind: 'written' });
    });

    test('columns of others stay through a write', async () => {
      const others = { internalId: 'id-1', seen: true, count: 12, phone_2: '555' };
      await store.write([{ ...newPerson('a', { fields: { phone: '1' } }), others }]);
      const stored = await readOne(store, 'a');
      expect(stored).toMatchObject({ profile: { fields: { phone: '1' } }, others });
      const { etag } = stored!;
      await store.write([{ ...newPerson('a'), etag, others: stored!.others! }]);
      expect(await readOne(store, 'a')).toMatchObject({ profile: { fields: {} }, others });
    });
  });
}

/** A row to insert. */
export function newPerson(userId: string, changes: Partial<UserProfile> = {}): ProfileWrite {
  return {
    key: personKey(userId),
    profile: {
      userId,
      fields: {},
      extended: [],
      lifecycle: 'active',
      synchronized: false,
      updatedAt: '2026-05-17T12:00:00.000Z',
      ...changes,
    },
    numbers: { base: SEQUENCE, exceptions: {}, floor: 0, createdBy: SEQUENCE },
  };
}

/** Ids of people who live in the same bucket, so that one transaction can hold them. */
export function sameBucket(count: number): string[] {
  const people: string[] = [];
  for (let place = 0; people.length < count; place++) {
    const userId = `person${place}@contoso.com`;
    if (personKey(userId).bucket === '7') people.push(userId);
  }
  return people;
}

async function readOne(store: ProfileStore, userId: string): Promise<StoredProfile | undefined> {
  const key = personKey(userId);
  return (await store.read([key])).get(key.rowKey);
}

function text(Key: string, Value: string) {
  return { Key, Type: 1 as const, Value };
}
