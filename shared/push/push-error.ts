import type { SyncErrorCode } from '../model/sync-error';

/** The ways into the tenant: Entra by Graph, SharePoint profiles a property a call or many people by a file. */
export const PUSH_TARGETS = ['graph', 'peopleManager', 'bulkImport'] as const;

export type PushTarget = (typeof PUSH_TARGETS)[number];

/** Why a person, or one property of theirs, was not pushed; becomes a line of `TogoUPErrorDetail`. */
export interface PushError {
  readonly code: SyncErrorCode;
  /** Never holds a value. */
  readonly message: string;
  /** Absent when the person is at fault before the tenant is asked. */
  readonly target?: PushTarget;
  /** Name of it in the tenant; absent when it concerns the whole person. */
  readonly property?: string;
  /** It is tried again by itself (row S40). */
  readonly warning?: true;
}
