import { SyncError } from '../model/sync-error';
import { groupBy } from '../storage/group-by';
import { mapInParallel } from '../storage/map-in-parallel';
import { readRows } from '../storage/read-rows';
import type { StorageTable } from '../storage/storage-table';
import type { TableAction } from '../storage/table-transaction';
import { fromPushRow, toPushRow } from './table-push-row';
import type { PushStore, PushWrite, StoredPush } from './push-store';

const BUCKETS_AT_ONCE = 8;

/** The people's rows of table `Pushes`. */
export function createTablePushStore(table: StorageTable): PushStore {
  return {
    async read(keys) {
      const rows = await mapInParallel(
        [...groupBy(keys, ({ bucket }) => bucket)],
        BUCKETS_AT_ONCE,
        ([bucket, own]) =>
          readRows(
            table,
            bucket,
            own.map(({ rowKey }) => rowKey),
          ),
      );
      const stored = rows
        .flat()
        .map((row): [string, StoredPush] => [
          row.rowKey,
          { record: fromPushRow(row), etag: row.etag },
        ]);
      return new Map(stored);
    },
    async write(writes) {
      const buckets = groupBy(writes, ({ key }) => key.bucket);
      const written = await mapInParallel([...buckets.values()], BUCKETS_AT_ONCE, (own) =>
        writeBucket(table, own),
      );
      return new Map(written.flat());
    },
  };
}

type Written = readonly [rowKey: string, etag: string];

/** One transaction; whoever was written by somebody else in between is left out, and the others are sent again. */
async function writeBucket(
  table: StorageTable,
  writes: readonly PushWrite[],
): Promise<readonly Written[]> {
  if (writes.length === 0) return [];
  const result = await table.transact(writes.map(toAction));
  if (result.kind === 'written') {
    return writes.map(({ key }, place) => [key.rowKey, result.etags[place] ?? '']);
  }
  if (result.kind === 'refused' && writes.length === 1) {
    throw new SyncError('Internal', 'The service refuses a row of table Pushes for what it is.');
  }
  if (writes.length === 1) return [];
  const faster = result.kind === 'conflict' ? result.index : undefined;
  if (faster !== undefined) {
    return writeBucket(
      table,
      writes.filter((_, place) => place !== faster),
    );
  }
  const single = await mapInParallel(writes, BUCKETS_AT_ONCE, (write) =>
    writeBucket(table, [write]),
  );
  return single.flat();
}

function toAction({ key, record, etag }: PushWrite): TableAction {
  const row = toPushRow(key, record);
  return etag === undefined ? { kind: 'insert', row } : { kind: 'replace', row, etag };
}
