import { writeTime } from '../storage/plain-column';
import type { StorageTable } from '../storage/storage-table';
import type { OwedResync } from './owed-resync';

const PARTITION = 'resync';
const ROW = 'owed';

/** Row `resync` / `owed` of table `Pushes`; it stays when it is settled, so that every change has a version. */
export function createTableOwedResync(table: StorageTable, now: () => number): OwedResync {
  const row = (isOwed: boolean) => ({
    partitionKey: PARTITION,
    rowKey: ROW,
    isOwed,
    changedAt: writeTime(now()),
  });
  return {
    note: () => table.upsert(row(true)),
    async read() {
      const standing = await table.get(PARTITION, ROW);
      return standing?.['isOwed'] === true ? standing.etag : undefined;
    },
    settle: (version) => table.replace(row(false), version),
  };
}
