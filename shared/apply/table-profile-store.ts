import type { PersonKey } from '../model/person-key';
import { groupBy } from '../storage/group-by';
import { mapInParallel } from '../storage/map-in-parallel';
import { readRows } from '../storage/read-rows';
import type { StorageTable } from '../storage/storage-table';
import type { NewRow } from '../storage/table-row';
import type { TableAction } from '../storage/table-transaction';
import { tableValid } from '../storage/table-valid';
import type { ProfileStore, ProfileWrite, StoredProfile, WriteResult } from './profile-store';
import { toProfileRow, toStoredProfile } from './table-profile-row';

const BUCKETS_AT_ONCE = 8;

/** Table `UserProfiles`: a person a row, in the bucket of their key. */
export function createTableProfileStore(table: StorageTable): ProfileStore {
  return {
    read: (keys) => readProfiles(table, keys),
    write: (writes) => writeProfiles(table, writes),
  };
}

async function readProfiles(
  table: StorageTable,
  keys: readonly PersonKey[],
): Promise<ReadonlyMap<string, StoredProfile>> {
  const buckets = [...groupBy(keys, ({ bucket }) => bucket)];
  const rows = await mapInParallel(buckets, BUCKETS_AT_ONCE, ([bucket, people]) =>
    readRows(
      table,
      bucket,
      people.map(({ rowKey }) => rowKey),
    ),
  );
  return new Map(rows.flat().map((row) => [row.rowKey, toStoredProfile(row)]));
}

/**
 * What the real service would refuse is not sent. What it refuses all the same is looked for in halves: rows written
 * on the way then stand under their numbers, and who sends them again reads that off (K6).
 */
async function writeProfiles(
  table: StorageTable,
  writes: readonly ProfileWrite[],
): Promise<WriteResult> {
  const rows = writes.map(toProfileRow);
  const invalid = rows.findIndex((row) => !tableValid(row));
  if (invalid !== -1) return { kind: 'refused', index: invalid };
  const result = await table.transactInHalves(
    rows.map((row, place) => toAction(row, writes[place])),
  );
  if (result.kind === 'written') return { kind: 'written' };
  return { kind: result.kind, index: result.index ?? 0 };
}

/** Rows are replaced whole, since a merge cannot clear a column; columns that are not ours go along. */
function toAction(row: NewRow, write: ProfileWrite | undefined): TableAction {
  const etag = write?.etag;
  return etag === undefined ? { kind: 'insert', row } : { kind: 'replace', row, etag };
}
