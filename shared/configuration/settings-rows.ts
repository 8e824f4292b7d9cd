import type { ConfigurationName } from '../model/configuration-values';

/** A row of table `Settings` as it is stored. */
export interface SettingsRow {
  /** Column `Value`, meant to be JSON; absent when an administrator left it out. */
  readonly text?: string;
  readonly etag: string;
}

/** Table `Settings`: PartitionKey `Settings`, RowKey the setting's name, column `Value` (rows S2–S4). */
export interface SettingsRows {
  read(name: ConfigurationName): Promise<SettingsRow | undefined>;
  /**
   * Replaces the row if it still has this version, or inserts it when `etag` is absent.
   * Returns the new version; undefined when somebody else was faster, and then nothing has changed.
   */
  write(row: {
    name: ConfigurationName;
    text: string;
    etag: string | undefined;
  }): Promise<string | undefined>;
}
