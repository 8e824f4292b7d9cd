import { z } from 'zod';
import { SyncError } from '../../shared/model/sync-error';

const submissionIdSchema = z.uuidv7().transform((id) => id.toLowerCase());

/**
 * The submission that a path names, in the spelling it is stored under.
 *
 * @throws SyncError `NotFound` for what cannot be one
 */
export function parseSubmissionId(text: string | undefined): string {
  const { data } = submissionIdSchema.safeParse(text);
  if (data === undefined) throw submissionNotFound();
  return data;
}

/** Says the same to who may not see a submission and to who asks for one that never was (design §9). */
export function submissionNotFound(): SyncError {
  return new SyncError('NotFound', 'There is no such submission.');
}
