import type { PushSettings } from '../model/sync-configuration';

/** How a bulk import is spoken about: by CSOM's XML or by REST. */
export type ImportForm = Exclude<PushSettings['bulkImport'], 'off'>;

/** A file of people's properties that SharePoint is to import. */
export interface ImportOrder {
  /** Absolute address of the file in a library of the tenant. */
  readonly fileUrl: string;
  /** The properties in it, named in the file as in SharePoint. */
  readonly properties: readonly string[];
}

export type ImportAnswer =
  /** Without `jobId` it was queued all the same: the job is found by its file. */
  | { readonly kind: 'queued'; readonly jobId?: string }
  /** These properties cannot be imported; without them the order may be repeated. */
  | {
      readonly kind: 'unfit';
      readonly trait: 'userEditable' | 'taxonomy';
      readonly properties: readonly string[];
    }
  /** SharePoint does not take imports now; `message` never holds a value. */
  | { readonly kind: 'refused'; readonly message: string };

export const IMPORT_STATES = [
  'unknown',
  'submitted',
  'processing',
  'queued',
  'succeeded',
  'error',
] as const;

export type ImportState = (typeof IMPORT_STATES)[number];

export interface ImportJob {
  readonly jobId: string;
  readonly state: ImportState;
  /** SharePoint's number: 0 none, 30 imported but for some rows, the others: nothing was imported. */
  readonly error: number;
  readonly fileUrl: string;
  /** Absolute address of the folder with the log, when something failed. */
  readonly logFolderUrl?: string;
}

/** Office365Tenant's bulk import of user profiles. Failures: see `SendAnswer`. */
export interface ProfileImports {
  queue(order: ImportOrder, form: ImportForm): Promise<ImportAnswer>;
  /** Undefined: SharePoint knows no such job. */
  find(jobId: string, form: ImportForm): Promise<ImportJob | undefined>;
  list(form: ImportForm): Promise<readonly ImportJob[]>;
}
