import { describe, expect, test } from '@jest/globals';
import { applyChanges, type ChangesToApply } from '../../shared/apply/apply-changes';
import type { ProfileStore, ProfileWrite } from '../../shared/apply/profile-store';
import { personKey } from '../../shared/model/person-key';
import { createMemoryProfileStore } from '../fakes/memory-profile-store';
import { changeOf } from './change-of';

function workOf(changes: ChangesToApply['changes'], other: Partial<ChangesToApply> = {}) {
  return {
    changes,
    sequence: 10,
    mode: 'merge' as const,
    earlierSpeakers: () => false,
    now: () => 0,
    deadline: 1,
    ...other,
  };
}

function people(count: number) {
  return Array.from({ length: count }, (_, index) =>
    changeOf(`person${index}`, { name: `Person ${index}` }, { index }),
  );
}

/** Counts calls, and lets a test step in before a write. */
function watched(store: ProfileStore, beforeWrite: (writes: readonly ProfileWrite[]) => unknown) {
  const sizes: number[] = [];
  const watchedStore: ProfileStore = {
    read: (keys) => store.read(keys),
    write: async (writes) => {
      sizes.push(writes.length);
      await beforeWrite(writes);
      return store.write(writes);
    },
  };
  return { store: watchedStore, sizes };
}

describe('applying the changes of a part', () => {
  test('S46: writes everybody, in transactions of one bucket and at most a hundred', async () => {
    const store = createMemoryProfileStore();
    const { store: counted, sizes } = watched(store, (writes) => {
      expect(new Set(writes.map(({ key }) => key.bucket)).size).toBe(1);
    });
    const outcomes = await applyChanges(workOf(people(2_000)), counted);
    expect(store.rows.size).toBe(2_000);
    expect(Math.max(...sizes)).toBe(100);
    expect(outcomes.map(({ index }) => index)).toEqual(people(2_000).map(({ index }) => index));
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
  });

  test('leaves profiles alone when nothing changed', async () => {
    const store = createMemoryProfileStore();
    await applyChanges(workOf(people(50)), store);
    const { store: counted, sizes } = watched(store, () => undefined);
    const outcomes = await applyChanges(workOf(people(50), { sequence: 11 }), counted);
    expect(sizes).toEqual([]);
    expect(outcomes.every(({ outcome, push }) => outcome === 'unchanged' && !push)).toBe(true);
  });

  test('S11: counts every entry about a person, and applies them as one', async () => {
    const store = createMemoryProfileStore();
    const outcomes = await applyChanges(
      workOf([
        changeOf('anna', { name: 'First' }, { index: 0 }),
        changeOf('ANNA', { phone: '1' }, { index: 1 }),
      ]),
      store,
    );
    expect(outcomes).toMatchObject([
      { index: 0, userId: 'anna', outcome: 'skipped', code: 'DuplicateUserId' },
      { index: 1, userId: 'ANNA', outcome: 'created', push: true },
    ]);
    expect(store.rows.get('anna')?.profile.fields).toEqual({ name: 'First', phone: '1' });
  });

  test('merges again when another writer was faster, and keeps what that one wrote', async () => {
    const store = createMemoryProfileStore();
    let isFirst = true;
    const { store: raced } = watched(store, async () => {
      if (!isFirst) return;
      isFirst = false;
      await applyChanges(
        workOf([changeOf('anna', { name: 'Newer', phone: '1' })], { sequence: 11 }),
        store,
      );
    });
    const outcomes = await applyChanges(
      workOf([changeOf('anna', { name: 'Older', mobile: '2' })]),
      raced,
    );
    expect(outcomes).toMatchObject([{ outcome: 'updated', push: true }]);
    expect(store.rows.get('anna')?.profile.fields).toEqual({
      name: 'Newer',
      phone: '1',
      mobile: '2',
    });
  });

  test('writes nothing after a conflict that has left it nothing to say', async () => {
    const store = createMemoryProfileStore();
    let isFirst = true;
    const { store: raced, sizes } = watched(store, async () => {
      if (!isFirst) return;
      isFirst = false;
      await applyChanges(workOf([changeOf('anna', { name: 'Newer' })], { sequence: 11 }), store);
    });
    const outcomes = await applyChanges(workOf([changeOf('anna', { name: 'Older' })]), raced);
    expect(outcomes).toMatchObject([{ outcome: 'unchanged' }]);
    expect(sizes).toEqual([1]);
  });

  test('a person whom the store refuses is rejected alone', async () => {
    const refused = personKey('person7').rowKey;
    const store = createMemoryProfileStore({ accepts: ({ key }) => key.rowKey !== refused });
    const outcomes = await applyChanges(workOf(people(300)), store);
    expect(store.rows.size).toBe(299);
    expect(outcomes.filter(({ outcome }) => outcome !== 'created')).toMatchObject([
      { index: 7, userId: 'person7', outcome: 'rejected', code: 'ProfileTooLarge' },
    ]);
  });

  test('starts no write after its time', async () => {
    const store = createMemoryProfileStore();
    const work = workOf(people(3), { now: () => 2, deadline: 1 });
    await expect(applyChanges(work, store)).rejects.toMatchObject({ code: 'PartFailed' });
    expect(store.rows.size).toBe(0);
  });

  test('finishes after a crash what was left, and reads off what was done', async () => {
    const store = createMemoryProfileStore();
    let writes = 0;
    const { store: failing } = watched(store, () => {
      writes += 1;
      if (writes > 5) throw new Error('The connection is gone.');
    });
    await expect(applyChanges(workOf(people(400)), failing)).rejects.toThrow('connection');
    const outcomes = await applyChanges(workOf(people(400)), store);
    expect(outcomes).toHaveLength(400);
    expect(outcomes.every(({ outcome, push }) => outcome === 'created' && push)).toBe(true);
  });

  test('keeps people apart for the undertaker', async () => {
    const { store, sizes } = watched(createMemoryProfileStore(), () => undefined);
    await applyChanges(workOf(people(20), { transactionSize: 1 }), store);
    expect(sizes).toEqual(Array.from({ length: 20 }, () => 1));
  });
});
