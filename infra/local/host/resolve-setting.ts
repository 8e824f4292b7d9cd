import { HostError } from './host-error';
import type { Environment } from './host-json';

/**
 * Replaces each `%NAME%` by the setting of that name.
 * @throws HostError SettingMissing
 */
export function resolveSettings(text: string, env: Environment): string {
  return text.replaceAll(/%([^%]+)%/g, (_, name: string) => {
    const value = env[name];
    if (value !== undefined && value !== '') return value;
    throw new HostError('SettingMissing', `The setting ${name}, named in "${text}", is missing.`);
  });
}
