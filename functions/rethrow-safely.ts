import type { Logger } from '../shared/model/logger';
import { SyncError } from '../shared/model/sync-error';
import { describeFault } from './describe-fault';

/**
 * Runs the work of a trigger that nobody waits for. What it throws fails the invocation, so the host tries again;
 * but the host also logs the message, so errors that are not ours are replaced by one that quotes nobody.
 */
export async function rethrowSafely(logger: Logger, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger.error(`failed: ${describeFault(error)}`);
    if (error instanceof SyncError) throw error;
    throw new SyncError('Internal', 'The work failed; the log says where.', { cause: error });
  }
}
