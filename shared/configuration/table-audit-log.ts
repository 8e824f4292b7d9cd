import { randomUUID } from 'node:crypto';
import type { StorageTable } from '../storage/storage-table';
import type { AuditEntry, AuditLog } from './audit-log';

/** Beyond every time; times are subtracted from it, so that the newest entry comes first. */
const END_OF_TIME = 9_999_999_999_999;

/** Table `AuditLog`: a month a partition, newest first. */
export function createTableAuditLog(table: StorageTable): AuditLog {
  return {
    async attempt(entry) {
      const row = { ...keyOf(entry), ...entry };
      await table.upsert({ ...row, result: 'attempted' });
      return (result) => table.upsert({ ...row, result });
    },
  };
}

function keyOf({ at }: AuditEntry): { partitionKey: string; rowKey: string } {
  const newestFirst = String(END_OF_TIME - Date.parse(at)).padStart(13, '0');
  return { partitionKey: at.slice(0, 7), rowKey: `${newestFirst}-${randomUUID()}` };
}
