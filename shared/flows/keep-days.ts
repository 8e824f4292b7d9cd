import type { Configuration } from '../configuration/configuration';
import { retentionSchema } from '../model/sync-configuration';
import { SyncError } from '../model/sync-error';

/** Days that the blobs of an ended submission stay; a broken `Retention` row ends no submission and shortens no life. */
export async function readKeepDays(configuration: Configuration): Promise<number> {
  try {
    return (await configuration.read('Retention')).submissionDays;
  } catch (error) {
    if (error instanceof SyncError && error.code === 'ConfigurationInvalid') {
      return retentionSchema.parse({}).submissionDays;
    }
    throw error;
  }
}
