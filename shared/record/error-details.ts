import type { ErrorDetail } from '../model/error-detail';
import type { Page } from './submission-history';

/** Which lines of `TogoUPErrorDetail` to read. */
export interface ErrorQuery {
  readonly submissionId?: string;
  readonly userId?: string;
  readonly code?: string;
  readonly continuation?: string;
  /** Lines a page; at most 1,000. */
  readonly pageSize?: number;
}

/**
 * Table `TogoUPErrorDetail` (row S58). The key of a line comes from submission, index, target, property and code,
 * so recording it twice leaves one line (K7).
 */
export interface ErrorDetails {
  record(details: readonly ErrorDetail[]): Promise<void>;
  list(query: ErrorQuery): Promise<Page<ErrorDetail>>;
}
