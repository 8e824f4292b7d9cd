import { SyncError } from '../../shared/model/sync-error';

/** Waits for a call that must fail on purpose, and hands back its error. */
export async function refusalOf(call: Promise<unknown>): Promise<SyncError> {
  const outcome = await call.then(
    () => 'no error at all',
    (error: unknown) => error,
  );
  if (outcome instanceof SyncError) return outcome;
  throw new Error('Expected a SyncError', { cause: outcome });
}
