import type { SyncErrorCode } from './sync-error';

export type ErrorStage = 'intake' | 'source' | 'plan' | 'apply' | 'push' | 'record';
export type ErrorTarget = 'store' | 'graph' | 'peopleManager' | 'bulkImport' | 'errorFile';
export type ErrorStatus = 'Error' | 'Warning' | 'Completed';

/** One line of table `TogoUPErrorDetail` (row S58). Never holds a person's values, only which and why. */
export interface ErrorDetail {
  readonly submissionId: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly status: ErrorStatus;
  readonly stage: ErrorStage;
  readonly code: SyncErrorCode | 'Completed';
  readonly message: string;
  readonly index?: number;
  /** The part of the delivery that it is about, where nobody in it can be named any more. */
  readonly part?: number;
  readonly userId?: string;
  readonly upn?: string;
  readonly target?: ErrorTarget;
  readonly property?: string;
  /** Which try this was, from 1. */
  readonly attempt?: number;
}

/** An error as it stands in answers (design §9). */
export interface ErrorObject {
  readonly code: SyncErrorCode;
  readonly message: string;
  readonly index?: number;
  readonly userId?: string;
  readonly field?: string;
}
