import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ChunkStore, StoredChunks } from '../../shared/intake/chunk-store';
import { personKey } from '../../shared/model/person-key';
import type { ProfileChange } from '../../shared/model/profile-change';
import type { Part, Rejection } from '../../shared/model/submission';

const ID = '01890000-0000-7000-8000-000000000001';

/** What every implementation of the port does; `create` gives an empty store. */
export function describeChunkStore(name: string, create: () => ChunkStore): void {
  describe(name, () => {
    let store: ChunkStore;

    beforeEach(() => {
      store = create();
    });

    test('gives changes and rejections back exactly as they were added', async () => {
      const changes: ProfileChange[] = [
        {
          index: 0,
          userId: 'Ñ "1"\n\u2028',
          fields: { name: 'Ana \u{1f9d1}', department: null, upn: '' },
          extended: [
            { Key: 'text', Type: 1, Value: '' },
            { Key: 'flag', Type: 2, Value: false },
            { Key: 'large', Type: 3, Value: '9223372036854775807' },
            { Key: 'ratio', Type: 5, Value: 1.5 },
            { Key: 'gone', Type: 6, Value: null, cleared: true },
            { Key: 'none', Type: 99, Value: null },
          ],
        },
        { index: 2, userId: 'b', fields: {}, extended: [] },
      ];
      const rejections: Rejection[] = [
        { index: 1, code: 'InvalidValue', message: 'Ö\n', userId: 'x', upn: 'a@b', field: 'name' },
        { index: 2, code: 'InvalidLocale', message: 'm', warning: true },
      ];
      const stored = await write(store, changes, rejections);
      expect(inOrder(await readChanges(store, stored))).toEqual(changes);
      expect(await readRejections(store, stored)).toEqual(rejections);
      expect(stored.parts.map(({ kind, count }) => [kind, count])).toEqual([
        ['changes', 2],
        ['rejections', 1],
      ]);
    });

    test('has no part and no ETag for what was not there', async () => {
      expect(await write(store, [], [])).toEqual({ parts: [], chunkEtag: '' });
      const onlyChanges = await write(store, people(1), []);
      expect(onlyChanges.parts.map(({ kind }) => kind)).toEqual(['changes']);
      const onlyWarning: Rejection = {
        index: 0,
        code: 'InvalidLocale',
        message: '',
        warning: true,
      };
      const { parts } = await write(store, [], [onlyWarning]);
      expect(parts).toMatchObject([{ kind: 'rejections', count: 0 }]);
    });

    test('K3: parts are runs of about ten thousand changes that split nobody', async () => {
      const changes = [...people(12_000), ...people(12_000, 12_000)];
      const stored = await write(store, changes, []);
      const parts = stored.parts.filter(({ kind }) => kind === 'changes');
      expect(parts.length).toBe(3);
      expectAdjacent(parts);
      const home = new Map<string, number>();
      const found: ProfileChange[] = [];
      for (const [place, part] of parts.entries()) {
        const read = await store.readChanges({ id: ID, chunkEtag: stored.chunkEtag }, part);
        expect(read).toHaveLength(part.count);
        expect(part.count).toBeLessThanOrEqual(10_000);
        const elsewhere = read.filter(({ userId }) => (home.get(userId) ?? place) !== place);
        expect(elsewhere).toEqual([]);
        for (const { userId } of read) home.set(userId, place);
        found.push(...read);
      }
      expect(inOrder(found)).toEqual(changes);
    });

    test('K3: a delivery too large for one request is put together in the same order', async () => {
      const name = 'x'.repeat(20_000);
      const changes = people(1_000).map((change) => ({ ...change, fields: { name } }));
      // One person with more words than a block holds, and rejections that need several blocks as well.
      const loud = Array.from({ length: 30 }, (_, place) => ({
        ...changes[7]!,
        index: changes.length + place,
      }));
      const rejections = Array.from({ length: 12_000 }, (_, index): Rejection => ({
        index,
        code: 'InvalidValue',
        message: 'a message of some length',
        ...(index % 3 === 0 && { warning: true }),
      }));
      const stored = await write(store, [...changes, ...loud], rejections);
      const read = await readChanges(store, stored);
      expect(inOrder(read)).toEqual([...changes, ...loud]);
      const buckets = read.map(({ userId }) => personKey(userId).bucket);
      expect(buckets).toEqual([...buckets].sort());
      expect(read.filter(({ userId }) => userId === 'E-7').map(({ index }) => index)).toEqual([
        7,
        ...loud.map(({ index }) => index),
      ]);
      expect(await readRejections(store, stored)).toEqual(rejections);
      const parts = stored.parts.filter(({ kind }) => kind === 'rejections');
      expect(parts.map(({ count }) => count)).toEqual([6_666, 1_334]);
      expectAdjacent(parts);
    });

    test('nothing is visible before the end', async () => {
      const writer = store.create(ID);
      for (const change of people(10)) await writer.add(change, personKey(change.userId));
      const part: Part = { kind: 'changes', offset: 0, length: 10, count: 1 };
      const reading = store.readChanges({ id: ID, chunkEtag: '"1"' }, part);
      await expect(reading).rejects.toMatchObject({ code: 'ChunkMissing' });
    });

    test('T9: changes that were overwritten after acceptance are noticed', async () => {
      const accepted = await write(store, people(3), []);
      // As long as the first, line by line, so that only the ETag can tell.
      await write(store, people(3, 3), []);
      const [part] = accepted.parts;
      const reading = store.readChanges({ id: ID, chunkEtag: accepted.chunkEtag }, part!);
      await expect(reading).rejects.toMatchObject({ code: 'ChunkChanged' });
    });

    test('T9: a range that is not one of whole lines is noticed', async () => {
      const { parts, chunkEtag } = await write(store, people(3), [
        { index: 0, code: 'InvalidValue', message: 'm' },
      ]);
      for (const { kind, offset, length, count } of parts) {
        const part: Part = { kind, offset, length: length - 1, count };
        const reading =
          kind === 'changes'
            ? store.readChanges({ id: ID, chunkEtag }, part)
            : store.readRejections(ID, part);
        await expect(reading).rejects.toMatchObject({ code: 'ChunkChanged' });
      }
    });

    test('what is not there is missing', async () => {
      const part: Part = { kind: 'rejections', offset: 0, length: 10, count: 1 };
      await expect(store.readRejections(ID, part)).rejects.toMatchObject({ code: 'ChunkMissing' });
      const reading = store.readChanges({ id: ID, chunkEtag: '"1"' }, part);
      await expect(reading).rejects.toMatchObject({ code: 'ChunkMissing' });
    });

    test('a second writing of the same submission takes the place of the first', async () => {
      await write(store, people(5), [{ index: 9, code: 'InvalidValue', message: 'first' }]);
      const stored = await write(store, people(2), []);
      expect(await readChanges(store, stored)).toHaveLength(2);
      expect(await readRejections(store, stored)).toEqual([]);
    });
  });
}

function people(count: number, first = 0): ProfileChange[] {
  return Array.from({ length: count }, (_, place) => ({
    index: first + place,
    userId: `E-${place}`,
    fields: {},
    extended: [],
  }));
}

async function write(
  store: ChunkStore,
  changes: readonly ProfileChange[],
  rejections: readonly Rejection[],
): Promise<StoredChunks> {
  const writer = store.create(ID);
  for (const change of changes) await writer.add(change, personKey(change.userId));
  for (const rejection of rejections) await writer.reject(rejection);
  return writer.finish();
}

async function readChanges(store: ChunkStore, stored: StoredChunks): Promise<ProfileChange[]> {
  const parts = stored.parts.filter(({ kind }) => kind === 'changes');
  const { chunkEtag } = stored;
  const read = await Promise.all(
    parts.map((part) => store.readChanges({ id: ID, chunkEtag }, part)),
  );
  return read.flat();
}

async function readRejections(store: ChunkStore, { parts }: StoredChunks): Promise<Rejection[]> {
  const own = parts.filter(({ kind }) => kind === 'rejections');
  return (await Promise.all(own.map((part) => store.readRejections(ID, part)))).flat();
}

function inOrder(changes: readonly ProfileChange[]): ProfileChange[] {
  return [...changes].sort((a, b) => a.index - b.index);
}

function expectAdjacent(parts: readonly Part[]): void {
  let end = 0;
  for (const { offset, length } of parts) {
    expect(offset).toBe(end);
    end += length;
  }
}
