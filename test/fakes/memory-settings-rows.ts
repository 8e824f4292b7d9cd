import type { SettingsRow, SettingsRows } from '../../shared/configuration/settings-rows';
import type { ConfigurationName } from '../../shared/model/configuration-values';

/** Table `Settings` in memory, with the door that Storage Explorer is. */
export interface MemorySettingsRows extends SettingsRows {
  /** Sets column `Value` to any text, as an administrator can; `undefined` leaves the column out. */
  edit(name: ConfigurationName, text: string | undefined): void;
  delete(name: ConfigurationName): void;
  /** How often a row was read. */
  readonly readings: () => number;
}

export function createMemorySettingsRows(
  values: Readonly<Partial<Record<ConfigurationName, unknown>>> = {},
): MemorySettingsRows {
  const rows = new Map<ConfigurationName, SettingsRow>();
  let version = 0;
  let readings = 0;
  const store = (name: ConfigurationName, text: string | undefined): string => {
    version += 1;
    const etag = `W/"version-${version}"`;
    rows.set(name, { etag, ...(text === undefined ? {} : { text }) });
    return etag;
  };
  for (const [name, value] of Object.entries(values)) {
    store(name as ConfigurationName, JSON.stringify(value));
  }
  return {
    edit: store,
    delete: (name) => rows.delete(name),
    readings: () => readings,
    read: async (name) => {
      readings += 1;
      return rows.get(name);
    },
    write: async ({ name, text, etag }) =>
      rows.get(name)?.etag === etag ? store(name, text) : undefined,
  };
}
