import { describe, expect, it } from '@jest/globals';
import type { ImportedPerson, ImportStore, ProfileImport } from '../../shared/push/import-store';

const NOW = 1_767_600_000_000;

const FIRST: ProfileImport = {
  id: 'Fq-7_x',
  phase: 'collecting',
  properties: [],
  startedAt: NOW,
  dueAt: NOW,
  form: 'rest',
  looks: 0,
};

const FULL: ProfileImport = {
  ...FIRST,
  phase: 'settling',
  fileUrl: "https://contoso.sharepoint.com/sites/togo/Shared%20Documents/o'neil.json",
  properties: Array.from({ length: 2_000 }, (_, place) => `Cost.Center-${String(place)}`),
  jobId: '8f0e6c2c-0000-4000-8000-000000000000',
  dueAt: NOW + 300_000,
  looks: 7,
  end: 30,
  logFolderUrl: 'https://contoso.sharepoint.com/sites/togo/Shared%20Documents/8f0e6c2c',
};

const PEOPLE: readonly ImportedPerson[] = [
  {
    userId: 'Anna "A"\u2028ß@contoso.com',
    objectId: '11111111-2222-4333-8444-555555555555',
    words: { 'sharePoint:AudienceDepartment': 'hash', 'extended:CostCenter': '' },
    submissions: ['0198f0c0-0000-7000-8000-000000000000'],
  },
  { userId: 'bert', objectId: 'two', words: {}, submissions: [] },
];

/** What every `ImportStore` does; `open` gives one that is empty. */
export function describeImportStore(name: string, open: () => Promise<ImportStore>): void {
  describe(name, () => {
    it('knows no import, nobody and no pause at first', async () => {
      const store = await open();
      expect(await store.read()).toBeUndefined();
      expect(await store.readPeople('Fq-7_x')).toEqual([]);
      expect(await store.readPause()).toEqual({ until: 0, failures: 0 });
    });

    it('gives back what was written, with the version that writing returned', async () => {
      const store = await open();
      const etag = await store.write(FIRST);
      expect(etag).toEqual(expect.any(String));
      expect(await store.read()).toEqual({ current: FIRST, etag });
      const next = await store.write(FULL, etag);
      expect(await store.read()).toEqual({ current: FULL, etag: next });
      const gaveUp: ProfileImport = { ...FIRST, phase: 'settling', end: 'gaveUp' };
      const last = await store.write(gaveUp, next);
      expect(await store.read()).toEqual({ current: gaveUp, etag: last });
    });

    it('lets only one import begin, and only the last reader go on', async () => {
      const store = await open();
      const etag = await store.write(FIRST);
      expect(await store.write({ ...FIRST, id: 'other' })).toBeUndefined();
      const next = await store.write({ ...FIRST, looks: 1 }, etag);
      expect(next).not.toBe(etag);
      expect(await store.write({ ...FIRST, looks: 2 }, etag)).toBeUndefined();
      expect(await store.read()).toEqual({ current: { ...FIRST, looks: 1 }, etag: next });
    });

    it('takes the same words written twice for one writing, for an answer can be lost', async () => {
      const store = await open();
      const etag = await store.write(FIRST);
      expect(await store.write(FIRST)).toBe(etag);
      const next = await store.write(FULL, etag);
      expect(await store.write(FULL, etag)).toBe(next);
    });

    it('forgets an import with its people, also twice, and never another one', async () => {
      const store = await open();
      const etag = (await store.write(FIRST)) ?? '';
      await store.savePeople(FIRST.id, PEOPLE);
      await store.remove({ current: FIRST, etag });
      await store.remove({ current: FIRST, etag });
      expect(await store.read()).toBeUndefined();
      expect(await store.readPeople(FIRST.id)).toEqual([]);

      const other = { ...FIRST, id: 'other' };
      const standing = await store.write(other);
      await store.savePeople(other.id, PEOPLE);
      await store.remove({ current: FIRST, etag });
      expect(await store.read()).toEqual({ current: other, etag: standing });
      expect(await store.readPeople(other.id)).toEqual(PEOPLE);
    });

    it('keeps who is in an import, whatever their ids hold', async () => {
      const store = await open();
      await store.savePeople('one', PEOPLE);
      await store.savePeople('two', []);
      await store.savePeople('one', PEOPLE);
      expect(await store.readPeople('one')).toEqual(PEOPLE);
      expect(await store.readPeople('two')).toEqual([]);
    });

    it('keeps the pause, whatever becomes of imports', async () => {
      const store = await open();
      await store.writePause({ until: NOW + 1, failures: 3 });
      const etag = (await store.write(FIRST)) ?? '';
      await store.remove({ current: FIRST, etag });
      expect(await store.readPause()).toEqual({ until: NOW + 1, failures: 3 });
      await store.writePause({ until: 0, failures: 0 });
      expect(await store.readPause()).toEqual({ until: 0, failures: 0 });
    });
  });
}
