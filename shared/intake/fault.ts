import type { SyncErrorCode } from '../model/sync-error';

/** What is wrong with one person: data, not an exception. Never repeats a value of theirs. */
export interface Fault {
  readonly code: SyncErrorCode;
  readonly message: string;
  /** Path of the member, as the document writes it: `upn`, `extended_props[2].Value`. */
  readonly field?: string;
}

/** What reading untrusted data comes to. */
export type Verdict<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: Fault };

export function accept<Value>(value: Value): Verdict<Value> {
  return { ok: true, value };
}

export function refuse(code: SyncErrorCode, message: string, field?: string): Verdict<never> {
  return { ok: false, fault: { code, message, ...(field === undefined ? {} : { field }) } };
}
