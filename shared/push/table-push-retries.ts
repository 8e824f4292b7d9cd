import { createHash } from 'node:crypto';
import { odata } from '@azure/data-tables';
import { normalizeUserId } from '../model/person-key';
import { mapInParallel } from '../storage/map-in-parallel';
import { readNumber, readPlain, readTime, writeTime } from '../storage/plain-column';
import type { StorageTable } from '../storage/storage-table';
import type { NewRow, TableRow } from '../storage/table-row';
import { sinceRetry, type PushRetries, type PushRetry } from './push-retries';

const PARTITION = 'retry';
const AT_ONCE = 8;

/** Partition `retry` of table `Pushes`, in order of time. */
export function createTablePushRetries(table: StorageTable): PushRetries {
  return {
    async add(retries) {
      await mapInParallel(retries, AT_ONCE, (retry) => table.upsert(toRow(retry)));
    },
    async due(now, limit) {
      const end = timeKey(now + 1);
      const { rows } = await table.page({
        filter: odata`PartitionKey eq ${PARTITION} and RowKey lt ${end}`,
        pageSize: limit,
      });
      return rows.map(fromRow);
    },
    async remove(retries) {
      await mapInParallel(retries, AT_ONCE, (retry) => table.remove(PARTITION, keyOf(retry)));
    },
  };
}

/** A hash stands for the person, because time and a long userId do not fit into one key. */
function keyOf({ dueAt, userId }: PushRetry): string {
  const person = createHash('sha256').update(normalizeUserId(userId)).digest('hex').slice(0, 32);
  return `${timeKey(dueAt)}|${person}`;
}

function timeKey(time: number): string {
  return String(time).padStart(13, '0');
}

function toRow(retry: PushRetry): NewRow {
  const { userId, submissionId, index, attempt, dueAt } = retry;
  return {
    partitionKey: PARTITION,
    rowKey: keyOf(retry),
    userId,
    submissionId,
    index,
    attempt,
    dueAt: writeTime(dueAt),
  };
}

function fromRow(row: TableRow): PushRetry {
  const dueAt = readTime(row, 'dueAt') ?? 0;
  return {
    userId: readPlain(row, 'userId'),
    submissionId: readPlain(row, 'submissionId'),
    index: readNumber(row, 'index'),
    attempt: readNumber(row, 'attempt'),
    since: sinceRetry(dueAt),
    dueAt,
  };
}
