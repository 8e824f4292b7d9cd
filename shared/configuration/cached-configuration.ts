import type { ConfigurationName } from '../model/configuration-values';
import { SyncError } from '../model/sync-error';
import type { Configuration } from './configuration';
import { createFreshValue, type FreshValue } from './fresh-value';
import { parseSetting, parseSettingText } from './parse-setting';
import type { SettingsRow, SettingsRows } from './settings-rows';

/** Well under the 60 s within which an edit must count (row S2); four reads a minute cost nothing. */
const MAX_AGE_MS = 15_000;

export interface ConfigurationPorts {
  readonly rows: SettingsRows;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The administrator's settings, remembered for a few seconds. */
export function createCachedConfiguration({ rows, now }: ConfigurationPorts): Configuration {
  const cache = new Map<ConfigurationName, FreshValue<SettingsRow | undefined>>();
  const rowOf = (name: ConfigurationName): Promise<SettingsRow | undefined> => {
    const known =
      cache.get(name) ??
      createFreshValue({ load: () => rows.read(name), now, maxAgeMs: MAX_AGE_MS });
    cache.set(name, known);
    return known.get();
  };
  return {
    exists: async (name) => (await rowOf(name)) !== undefined,
    read: async (name) => {
      const row = await rowOf(name);
      const parsed = row === undefined ? parseSetting(name, {}) : parseSettingText(name, row.text);
      if (parsed.kind === 'value') return parsed.value;
      throw new SyncError(
        'ConfigurationInvalid',
        `Row ${name} of table Settings is broken: ${parsed.problem}.`,
      );
    },
  };
}
