import type { Configuration } from '../configuration/configuration';
import type { PropertyCatalogue } from '../model/profile-property';
import { SyncError } from '../model/sync-error';
import type { Routing } from '../push/route-properties';
import type { ErrorDetails } from '../record/error-details';

export interface RoutingPorts {
  readonly configuration: Configuration;
  readonly catalogue: PropertyCatalogue;
  readonly errors: ErrorDetails;
  readonly now: () => number;
}

/**
 * The administrator's property map, catalogue and push settings. A broken one becomes a line in the error table and
 * undefined here, so that the push waits: never a wrong write.
 */
export async function readRouting(
  { configuration, catalogue, errors, now }: RoutingPorts,
  submissionId: string,
): Promise<Routing | undefined> {
  try {
    return {
      map: await configuration.read('PropertyMap'),
      settings: await configuration.read('Push'),
      catalogue: await catalogue.read(),
    };
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'ConfigurationInvalid') throw error;
    await errors.record([
      {
        submissionId,
        occurredAt: new Date(now()).toISOString(),
        status: 'Error',
        stage: 'push',
        code: error.code,
        message: error.message,
      },
    ]);
    return undefined;
  }
}
