import { createHash } from 'node:crypto';
import type { Configuration } from '../configuration/configuration';
import type { ErrorObject } from '../model/error-detail';
import { SyncError } from '../model/sync-error';
import type { SubmissionFiles } from '../record/submission-files';
import type { IdempotencyRecord, SubmissionLedger } from '../record/submission-ledger';
import type { Delivery } from './receive-delivery';

const DAY_MS = 86_400_000;

/** What a delivery is answered with (design §9); the door adds the address of its status. */
export interface DeliveryAnswer {
  readonly submissionId: string;
  readonly status: 'accepted' | 'acceptedWithErrors';
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly errors: readonly ErrorObject[];
}

export interface IdempotencyPorts {
  readonly ledger: SubmissionLedger;
  readonly files: SubmissionFiles;
  readonly configuration: Configuration;
  readonly now: () => number;
}

/**
 * The answer that a repeated delivery already had; undefined for one that is new or carries no key.
 * A repetition is only hashed, not taken in again. Same key, other body: `IdempotencyKeyReused`.
 */
export async function findKnownAnswer(
  ports: IdempotencyPorts,
  delivery: Delivery,
): Promise<DeliveryAnswer | undefined> {
  const keyHash = hashKey(delivery);
  if (keyHash === undefined) return undefined;
  const record = await ports.ledger.findKey(keyHash);
  if (record === undefined) return undefined;
  const hash = createHash('sha256');
  for await (const bytes of delivery.openBody()) hash.update(bytes);
  return readSameAnswer(ports, record, meaningHash(delivery, hash.digest('hex')));
}

/** The stored answer, provided that the body means the same as then. */
export async function readSameAnswer(
  { files }: IdempotencyPorts,
  record: IdempotencyRecord,
  bodyHash: string,
): Promise<DeliveryAnswer> {
  if (record.bodyHash !== bodyHash) {
    throw new SyncError(
      'IdempotencyKeyReused',
      'This Idempotency-Key was used before, for a delivery with another body or mode.',
    );
  }
  const answer = await files.readAnswer(record.submissionId);
  if (answer === undefined) {
    throw new SyncError('StorageUnavailable', 'The answer of the first delivery cannot be read.');
  }
  return JSON.parse(answer) as DeliveryAnswer;
}

/** What to remember of a delivery that is about to be accepted; undefined without a key. */
export async function createRecord(
  { configuration, now }: IdempotencyPorts,
  delivery: Delivery,
  first: { submissionId: string; bodyHash: string },
): Promise<IdempotencyRecord | undefined> {
  const keyHash = hashKey(delivery);
  if (keyHash === undefined) return undefined;
  const { idempotencyDays } = await configuration.read('Retention');
  return {
    keyHash,
    bodyHash: meaningHash(delivery, first.bodyHash),
    submissionId: first.submissionId,
    expiresAt: now() + idempotencyDays * DAY_MS,
  };
}

/** The same bytes mean something else in another mode. */
export function meaningHash({ mode }: Delivery, bodyHash: string): string {
  return `${bodyHash}-${mode}`;
}

/**
 * Keys are told apart by caller and door, so that nobody meets another's key (K1). The door, not its address: a
 * repetition may spell that another way.
 */
function hashKey({ caller, kind, idempotencyKey }: Delivery): string | undefined {
  if (idempotencyKey === undefined) return undefined;
  return createHash('sha256')
    .update(JSON.stringify([caller, kind, idempotencyKey]))
    .digest('hex');
}
