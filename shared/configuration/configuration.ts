import type { ConfigurationName, ConfigurationValues } from '../model/configuration-values';

/**
 * The administrator's settings, table `Settings` (rows S2–S6), read at most 60 s late.
 * A row that is no JSON or breaks its schema throws `ConfigurationInvalid`, naming row and member.
 */
export interface Configuration {
  /** The value, or its default when the row is absent. */
  read<Name extends ConfigurationName>(name: Name): Promise<ConfigurationValues[Name]>;
  /** Whether the row exists (row S3: an absent `SyncConfiguration` is reported). */
  exists(name: ConfigurationName): Promise<boolean>;
}

/** One row of table `Settings`, for who edits it. */
export interface ConfigurationRow {
  readonly name: ConfigurationName;
  /** With defaults filled in; the stored text where that is broken. */
  readonly value: unknown;
  /** Version of the row; absent when it does not exist and `value` is the default. */
  readonly etag?: string;
  /** What is wrong with the stored text, if anything. */
  readonly problem?: string;
}

/** A wish to replace a row. */
export interface ConfigurationEdit {
  readonly name: ConfigurationName;
  readonly value: unknown;
  /** The version that is to be replaced; absent: there must be no row yet. */
  readonly etag?: string;
  /** Who asks, for the audit log. */
  readonly by: string;
}

/** Reading and editing afresh, never from the cache. */
export interface ConfigurationEditor {
  get(name: ConfigurationName): Promise<ConfigurationRow>;
  /**
   * Stores the value as it is given and notes the edit in `AuditLog`.
   *
   * @throws SyncError `InvalidRequest` for a value that the row's schema refuses or that has unknown members;
   *   `EditConflict` when the row has another version by now
   */
  put(edit: ConfigurationEdit): Promise<ConfigurationRow>;
}
