import { odata } from '@azure/data-tables';
import { decodeKey, personKey } from '../model/person-key';
import type { StorageTable } from '../storage/storage-table';
import { MAX_PAGE_SIZE } from '../storage/table-reads';
import type { TableRow } from '../storage/table-row';
import { readText } from '../storage/text-column';
import type { ActivePeople, ActivePerson, TakePerson } from './active-people';
import { readLifecycle } from './table-profile-row';

const BUCKETS = Array.from({ length: 16 }, (_, place) => place.toString(16));
const SELECT = ['partitionKey', 'rowKey', 'userId', 'lifecycle'];

/** Reads the buckets of table `UserProfiles` side by side, a page at a time and no more columns than are needed. */
export function createTableActivePeople(table: StorageTable): ActivePeople {
  return {
    async each(take) {
      const run = { hasFailed: false };
      const readings = BUCKETS.map((bucket) =>
        readBucket({ table, bucket, run }, take).catch((error: unknown) => {
          run.hasFailed = true;
          throw error;
        }),
      );
      // All have stopped before a failure is told, so that nobody goes on behind the back of whoever clears up.
      await Promise.allSettled(readings);
      await Promise.all(readings);
    },
  };
}

interface Reading {
  readonly table: StorageTable;
  readonly bucket: string;
  /** Shared by all buckets. */
  readonly run: { readonly hasFailed: boolean };
}

async function readBucket({ table, bucket, run }: Reading, take: TakePerson): Promise<void> {
  let last = '';
  for (let more = true; more && !run.hasFailed;) {
    const page = await table.page({
      filter: odata`PartitionKey eq ${bucket} and RowKey gt ${last}`,
      select: SELECT,
      pageSize: MAX_PAGE_SIZE,
    });
    for (const row of page.rows) {
      if (readLifecycle(row) === 'active') await take(toPerson(row));
    }
    last = page.rows[page.rows.length - 1]?.rowKey ?? last;
    more = page.more;
  }
}

/** The key counts: a `userId` that was edited by hand names somebody else. */
function toPerson(row: TableRow): ActivePerson {
  const userId = readText(row, 'userId') ?? '';
  const key = personKey(userId);
  if (key.rowKey === row.rowKey) return { userId, key };
  const decoded = decodeKey(row.rowKey);
  return { userId: decoded, key: personKey(decoded) };
}
