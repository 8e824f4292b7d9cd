import type { Configuration } from '../configuration/configuration';
import { retentionSchema } from '../model/sync-configuration';
import { SyncError } from '../model/sync-error';

/**
 * Days that the blobs of an ended submission stay: as long as its idempotency key at least, for a replay answers what
 * lies there. A broken `Retention` row ends no submission and shortens no life.
 */
export async function readKeepDays(configuration: Configuration): Promise<number> {
  try {
    const { submissionDays, idempotencyDays } = await configuration.read('Retention');
    return Math.max(submissionDays, idempotencyDays);
  } catch (error) {
    if (error instanceof SyncError && error.code === 'ConfigurationInvalid') {
      return retentionSchema.parse({}).submissionDays;
    }
    throw error;
  }
}
