/** One attempt to change what administrators change, table `AuditLog`. */
export interface AuditEntry {
  /** Who: the kind of caller and its id, never a name. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** What, such as `Settings/SyncConfiguration`. */
  readonly subject: string;
  /** JSON text; absent when there was nothing. */
  readonly oldValue?: string;
  readonly newValue: string;
}

/** Remembers who changed what. */
export interface AuditLog {
  /**
   * Notes an attempt before it is made, so that no change goes unseen. Returns how to note what became of it;
   * an entry that stays `attempted` belongs to a writer that died in between.
   */
  attempt(entry: AuditEntry): Promise<(result: 'done' | 'refused') => Promise<void>>;
}
