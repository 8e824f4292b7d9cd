import type { ProfileStore, ProfileWrite, StoredProfile } from '../../shared/apply/profile-store';
import { toProfileRow } from '../../shared/apply/table-profile-row';
import type { PersonKey } from '../../shared/model/person-key';
import { tableValid } from '../../shared/storage/table-valid';

/** Table `UserProfiles` in memory. `rows`: what is stored, by row key, for a test to look at. */
export interface MemoryProfileStore extends ProfileStore {
  readonly rows: ReadonlyMap<string, StoredProfile>;
}

export interface MemoryProfileStoreOptions {
  /** Whether the service takes the row; by default what the real one takes. */
  readonly accepts?: (write: ProfileWrite) => boolean;
}

export function createMemoryProfileStore(
  options: MemoryProfileStoreOptions = {},
): MemoryProfileStore {
  const { accepts = (write) => tableValid(toProfileRow(write)) } = options;
  const rows = new Map<string, StoredProfile>();
  let version = 0;
  return {
    rows,
    read: async (keys) => readRows(rows, keys),
    write: async (writes) => {
      const refused = writes.findIndex((write) => !accepts(write));
      if (refused !== -1) return { kind: 'refused', index: refused };
      const late = writes.findIndex(({ key, etag }) => rows.get(key.rowKey)?.etag !== etag);
      if (late !== -1) return { kind: 'conflict', index: late };
      for (const { key, ...row } of writes) {
        version += 1;
        rows.set(key.rowKey, { ...row, etag: String(version) });
      }
      return { kind: 'written' };
    },
  };
}

function readRows(
  rows: ReadonlyMap<string, StoredProfile>,
  keys: readonly PersonKey[],
): ReadonlyMap<string, StoredProfile> {
  const found = new Map<string, StoredProfile>();
  for (const { rowKey } of keys) {
    const row = rows.get(rowKey);
    if (row !== undefined) found.set(rowKey, row);
  }
  return found;
}
