import type { ChunkStore } from '../intake/chunk-store';
import type { ProfileChange } from '../model/profile-change';
import type { OpenSubmission, Part } from '../model/submission';
import { SyncError } from '../model/sync-error';

/**
 * The changes of a part, exactly as many as were accepted, so that the counts add up (promise 4).
 *
 * @throws SyncError `ChunkMissing` or `ChunkChanged` when the blob is not the accepted one
 */
export async function readPart(
  chunks: ChunkStore,
  submission: OpenSubmission,
  content: Part,
): Promise<readonly ProfileChange[]> {
  const changes = await chunks.readChanges(submission, content);
  if (changes.length === content.count) return changes;
  throw new SyncError('ChunkChanged', 'The part holds another number of changes than accepted.');
}

/** Whether what a part was accepted with is gone for good. */
export function isChunkLost(error: unknown): error is SyncError {
  return (
    error instanceof SyncError && (error.code === 'ChunkMissing' || error.code === 'ChunkChanged')
  );
}
