import type { Configuration } from '../configuration/configuration';
import type { OwedResync } from '../push/owed-resync';
import type { SubmissionLedger } from '../record/submission-ledger';
import { findOpenResync, type StartResync } from './start-resync';
import { readSyncSwitches } from './sync-switches';

/** Who started a resync that no administrator asked for. */
const PRODUCT = 'profile-sync';

export interface ResyncOwedPorts {
  readonly owed: OwedResync;
  readonly ledger: SubmissionLedger;
  readonly configuration: Configuration;
  readonly startResync: StartResync;
}

export type ResyncOwed = () => Promise<void>;

/**
 * Starts the resync that is owed since something was stored without being pushed, once pushing is on and no other
 * resync is going on (row S6). The note goes after that: a crash in between starts the resync again, and what is noted
 * meanwhile stays noted.
 */
export function createResyncOwed(ports: ResyncOwedPorts): ResyncOwed {
  const { owed, ledger, configuration, startResync } = ports;
  return async () => {
    const { accepts, pushes } = await readSyncSwitches(configuration);
    if (!accepts || !pushes) return;
    const version = await owed.read();
    if (version === undefined) return;
    if ((await findOpenResync(ledger)) !== undefined) return;
    await startResync(PRODUCT);
    await owed.settle(version);
  };
}
