import type { Configuration } from '../configuration/configuration';
import { SyncError } from '../model/sync-error';

/** What the administrator's switches mean for work that was accepted before. */
export interface SyncSwitches {
  /** Whether work goes on at all; if not, it waits (row S5). */
  readonly accepts: boolean;
  /** Whether people who changed are pushed to the tenant (row S6). */
  readonly pushes: boolean;
}

/** A broken configuration makes accepted work wait until it is mended; it never decides anything. */
export async function readSyncSwitches(configuration: Configuration): Promise<SyncSwitches> {
  try {
    const { TogoUPEnabled, SharePointUPSync } = await configuration.read('SyncConfiguration');
    return { accepts: TogoUPEnabled, pushes: SharePointUPSync };
  } catch (error) {
    if (error instanceof SyncError && error.code === 'ConfigurationInvalid') {
      return { accepts: false, pushes: false };
    }
    throw error;
  }
}
