import type { ImportForm } from './profile-imports';

/** The one bulk import that is going on in the tenant (one at a time), row `import` / `current` of table `Pushes`. */
export interface ProfileImport {
  /** Also the mark of its doubts, see `importMark`. */
  readonly id: string;
  /**
   * `collecting`: people are being marked and the file written, nothing was queued. `stored`: the file's address
   * stands here and it may have been queued (K9: stored before it is queued). `queued`: SharePoint has the job.
   * `settling`: the job has ended, or was given up, and people's rows are being brought up to date.
   */
  readonly phase: 'collecting' | 'stored' | 'queued' | 'settling';
  readonly fileUrl?: string;
  /** How it is spoken about to its end, whatever the setting says meanwhile. */
  readonly form: ImportForm;
  readonly properties: readonly string[];
  readonly jobId?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** When it is to be looked at next; milliseconds since the epoch. */
  readonly dueAt: number;
  /** How often it was looked at since it was queued. */
  readonly looks: number;
  /** How the job ended: SharePoint's number, or `gaveUp`. */
  readonly end?: number | 'gaveUp';
  readonly logFolderUrl?: string;
}

export interface StoredImport {
  readonly current: ProfileImport;
  readonly etag: string;
}

/** A person in the file of an import. */
export interface ImportedPerson {
  readonly userId: string;
  readonly objectId: string;
  /** By destination, the hash of the value in the file; empty: cleared. */
  readonly words: Readonly<Record<string, string>>;
  /** The submissions that wait for this person. */
  readonly submissions: readonly string[];
}

/**
 * What is remembered of bulk imports, for all instances. Only the holder of the SharePoint lane writes, but that a resync
 * ends the pause.
 */
export interface ImportStore {
  read(): Promise<StoredImport | undefined>;
  /** Inserts when `etag` is absent, else replaces that version. Returns the new version; undefined: somebody was faster. */
  write(current: ProfileImport, etag?: string): Promise<string | undefined>;
  /** Forgets the import and its people. */
  remove(stored: StoredImport): Promise<void>;
  /** Who is in the import, before it is queued; what is written last counts. */
  savePeople(importId: string, people: readonly ImportedPerson[]): Promise<void>;
  readPeople(importId: string): Promise<readonly ImportedPerson[]>;
  /** Until when no import is tried after one has failed as a whole, and how often that has happened in a row. */
  readPause(): Promise<{ readonly until: number; readonly failures: number }>;
  writePause(pause: { readonly until: number; readonly failures: number }): Promise<void>;
}

const IMPORT_MARK = 'import:';

/** The mark that words in an import carry in `PushRecord.doubts`. */
export function importMark(importId: string): string {
  return IMPORT_MARK + importId;
}

/** Whether a mark of `PushRecord.doubts` is that of an import, whichever. */
export function isImportMark(mark: string): boolean {
  return mark.startsWith(IMPORT_MARK);
}
