import { isDeepStrictEqual } from 'node:util';
import type { ImportedPerson, ImportStore, StoredImport } from '../../shared/push/import-store';

/** What is remembered of bulk imports, in memory. */
export function memoryImportStore(): ImportStore {
  const people = new Map<string, readonly ImportedPerson[]>();
  let stored: StoredImport | undefined;
  let pause = { until: 0, failures: 0 };
  let version = 0;
  return {
    read: async () => stored,
    async write(current, etag) {
      if (isDeepStrictEqual(stored?.current, current)) return stored?.etag;
      if (stored?.etag !== etag) return undefined;
      version += 1;
      stored = { current: copy(current), etag: String(version) };
      return stored.etag;
    },
    async remove({ current, etag }) {
      people.delete(current.id);
      if (stored?.etag === etag) stored = undefined;
    },
    async savePeople(importId, saved) {
      people.set(importId, copy(saved));
    },
    readPeople: async (importId) => people.get(importId) ?? [],
    readPause: async () => pause,
    async writePause(written) {
      pause = copy(written);
    },
  };
}

/** As a table gives it back: plain data. */
function copy<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data)) as Data;
}
