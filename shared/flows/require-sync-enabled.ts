import { v7 as createSubmissionId } from 'uuid';
import type { Configuration } from '../configuration/configuration';
import { SyncError } from '../model/sync-error';
import type { ErrorDetails } from '../record/error-details';

const DAY_MS = 86_400_000;

export interface SyncEnabledPorts {
  readonly configuration: Configuration;
  readonly errors: ErrorDetails;
  readonly now: () => number;
}

/**
 * Refuses deliveries while the administrator has synchronisation off (row S5). That the setting is missing
 * altogether is told to administrators, once a day (row S3).
 */
export async function requireSyncEnabled(ports: SyncEnabledPorts): Promise<void> {
  const { TogoUPEnabled } = await ports.configuration.read('SyncConfiguration');
  if (TogoUPEnabled) return;
  if (!(await ports.configuration.exists('SyncConfiguration'))) await recordMissing(ports);
  throw new SyncError(
    'SyncDisabled',
    'Synchronisation is switched off: TogoUPEnabled in SyncConfiguration of table Settings is not true.',
  );
}

async function recordMissing({ errors, now }: SyncEnabledPorts): Promise<void> {
  await errors.record([
    {
      submissionId: idOfDay(now()),
      occurredAt: new Date(now()).toISOString(),
      status: 'Error',
      stage: 'intake',
      code: 'ConfigurationMissing',
      message: 'Row SyncConfiguration of table Settings does not exist, so deliveries are refused.',
    },
  ]);
}

/** No submission stands behind this error; the same id all day makes it one line a day, not one a caller. */
function idOfDay(now: number): string {
  return createSubmissionId({ msecs: now - (now % DAY_MS), seq: 0, random: new Uint8Array(16) });
}
