import type { AuditEntry, AuditLog } from '../../shared/configuration/audit-log';

export interface MemoryAuditEntry extends AuditEntry {
  readonly result: 'attempted' | 'done' | 'refused';
}

/** Table `AuditLog` in memory. */
export interface MemoryAuditLog extends AuditLog {
  readonly entries: readonly MemoryAuditEntry[];
}

export function createMemoryAuditLog(): MemoryAuditLog {
  const entries: MemoryAuditEntry[] = [];
  return {
    entries,
    attempt: async (entry) => {
      const place = entries.push({ ...entry, result: 'attempted' }) - 1;
      return async (result) => {
        entries[place] = { ...entry, result };
      };
    },
  };
}
