import { HostError } from './host-error';
import type { Environment } from './host-json';

/**
 * The connection string that a trigger's `connection` names, by the real host's rule: the setting
 * `AzureWebJobs<name>`, else `<name>`.
 * @throws HostError StorageMissing; identities are not supported here
 */
export function readConnectionString(env: Environment, name = 'AzureWebJobsStorage'): string {
  const value = env[`AzureWebJobs${name}`] || env[name];
  if (value !== undefined && value !== '') return value;
  throw new HostError('StorageMissing', `The setting ${name} must hold a connection string.`);
}
