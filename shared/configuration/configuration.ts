import type { ConfigurationName, ConfigurationValues } from '../model/configuration-values';

/** One row of table `Settings`, for who edits it. */
export interface ConfigurationRow<Name extends ConfigurationName = ConfigurationName> {
  readonly name: Name;
  readonly value: ConfigurationValues[Name];
  /** Absent when the row does not exist and `value` is the default. */
  readonly etag?: string;
}

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

/** Reading and editing afresh, never from the cache. */
export interface ConfigurationEditor {
  get(name: ConfigurationName): Promise<ConfigurationRow>;
  /** Replaces the row if its version is still `etag` (absent: only if there is no row); throws `EditConflict`. */
  put(edit: {
    name: ConfigurationName;
    value: unknown;
    etag?: string;
    by: string;
  }): Promise<ConfigurationRow>;
}
