/** How the people in a file are named. */
export type ImportIdType = 0 | 1 | 2;

export const importIdTypes: Record<'email' | 'cloudId' | 'principalName', ImportIdType> = {
  email: 0,
  cloudId: 1,
  principalName: 2,
};

/** What a job is to import. */
export interface ImportOrder {
  idType: ImportIdType;
  /** The member of each row that says whose it is. */
  idProperty: string;
  /** From the members of the rows to the properties of the profile. */
  propertyMap: ReadonlyMap<string, string>;
  sourceUri: string;
}

export type ImportState = 'submitted' | 'processing' | 'queued' | 'succeeded' | 'error';

const stateNumbers: Record<ImportState, number> = {
  submitted: 1,
  processing: 2,
  queued: 3,
  succeeded: 4,
  error: 5,
};

/** The numbers of SharePoint for how a job ended. */
export const importErrors = {
  none: 0,
  internal: 1,
  fileMissing: 20,
  fileNotInTenant: 21,
  fileTooBig: 22,
  fileInvalid: 23,
  someRowsFailed: 30,
} as const;

/** One row of a file, its values by property of the profile. */
export interface ImportRow {
  /** Undefined where the row does not say whose it is. */
  identity: string | undefined;
  values: ReadonlyMap<string, string>;
}

/** What a job reads when it is processed: rows to import, or why there are none. */
export interface FileVerdict {
  error: number;
  rows: readonly ImportRow[];
  /** Number of values in the file. */
  values: number;
  log: readonly ImportLogLine[];
  /** Absolute address of the library that the file lies in. */
  libraryUrl?: string;
}

export interface ImportLogLine {
  code:
    | 'InvalidProperty'
    | 'MissingIdentity'
    | 'IdentityNotResolvable'
    | 'DataFileNotJson'
    | 'GenericError';
  /** Whom the line is about, as named in the file; empty when it is about nobody. */
  id: string;
  message: string;
}

/** A bulk import of profile properties. Times are milliseconds on the tenant's clock. */
export interface ImportJob {
  id: string;
  order: ImportOrder;
  state: ImportState;
  error: number;
  logFolderUri: string | null;
  queuedAt: number;
  startedAt?: number;
  endedAt?: number;
  /** How long it stays in each of its three states. */
  stateMs: number;
  /** When its state changes; undefined while it waits for another job. */
  dueAt?: number;
  /** What was read, while there is something to do with it. */
  verdict?: FileVerdict | undefined;
  rows: number;
  values: number;
  /** Rows whose values were imported. */
  imported: number;
}

/** A job as SharePoint describes it. */
export function jobInfo(job: ImportJob): Record<string, string | number | null> {
  return {
    Error: job.error,
    ErrorMessage: messages[job.error] ?? null,
    JobId: job.id,
    LogFolderUri: job.logFolderUri,
    SourceUri: job.order.sourceUri,
    State: stateNumbers[job.state],
  };
}

const messages: Record<number, string> = {
  [importErrors.internal]: 'Internal error.',
  [importErrors.fileMissing]: 'The data file does not exist.',
  [importErrors.fileNotInTenant]: 'The data file does not belong to the tenant.',
  [importErrors.fileTooBig]: 'The data file is too big.',
  [importErrors.fileInvalid]: 'The data file is invalid.',
  [importErrors.someRowsFailed]: 'The import completed with errors.',
};

/** A job as `/_state/imports` shows it. */
export function jobView(job: ImportJob): Record<string, unknown> {
  const { id, order, state, error, logFolderUri, rows, values, imported } = job;
  return {
    jobId: id,
    state,
    error,
    logFolderUri,
    sourceUri: order.sourceUri,
    idType: order.idType,
    properties: [...order.propertyMap.values()],
    rows,
    values,
    imported,
    queuedAt: timeText(job.queuedAt),
    startedAt: timeText(job.startedAt),
    endedAt: timeText(job.endedAt),
  };
}

function timeText(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
