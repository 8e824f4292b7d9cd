import { v7 as createSubmissionId } from 'uuid';
import type { ChunkStore } from '../intake/chunk-store';
import type { ReceivedUsers } from '../intake/receive-users';
import type { NewSubmission } from '../model/submission';
import { RetryLaterError } from '../model/sync-error';
import type { ErrorDetails } from '../record/error-details';
import type { SubmissionFiles } from '../record/submission-files';
import type { IdempotencyRecord, SubmissionLedger } from '../record/submission-ledger';
import { forgetUnaccepted } from './forget-unaccepted';
import {
  createRecord,
  findKnownAnswer,
  meaningHash,
  readSameAnswer,
  type DeliveryAnswer,
} from './idempotent-answer';
import { receiveDelivery, type Delivery, type ReceivePorts } from './receive-delivery';
import { requireSyncEnabled } from './require-sync-enabled';
import { startWork, type StartWorkPorts } from './start-work';

/** When a caller with too many unfinished deliveries may ask again. */
const ASK_AGAIN_MS = 60_000;

export interface AcceptPorts extends ReceivePorts, StartWorkPorts {
  readonly ledger: SubmissionLedger;
  readonly chunks: ChunkStore;
  readonly files: SubmissionFiles;
  readonly errors: ErrorDetails;
  readonly now: () => number;
}

export type AcceptDelivery = (delivery: Delivery) => Promise<DeliveryAnswer>;

/**
 * Takes a delivery in: once this answers, every accepted change reaches an outcome (promise 1).
 * Everything is stored before the one transaction that accepts; a refusal throws and has no effect (K1). What is
 * stored is announced before, so that the sweep finds what a crash leaves behind (K2).
 */
export function createAcceptDelivery(ports: AcceptPorts): AcceptDelivery {
  return async (delivery) => {
    // A replay tells what became of a delivery that may have been accepted, also while new ones are refused.
    const known = await findKnownAnswer(ports, delivery);
    if (known !== undefined) return known;
    await requireSyncEnabled(ports);
    await refuseTooMany(ports, delivery.caller);
    const id = createSubmissionId({ msecs: ports.now() });
    await ports.ledger.announce(id, ports.now());
    return accept(ports, delivery, await store(ports, delivery, id));
  };
}

/** What the transaction that accepts needs to lie ready. */
interface Stored {
  readonly id: string;
  readonly received: ReceivedUsers;
  readonly answer: DeliveryAnswer;
  readonly record: IdempotencyRecord | undefined;
}

/** Stores everything. What is refused on the way leaves nothing behind: it would hold people. */
async function store(ports: AcceptPorts, delivery: Delivery, id: string): Promise<Stored> {
  try {
    const received = await receiveDelivery(ports, delivery, {
      createWriter: () => ports.chunks.create(id),
      register: true,
    });
    const { bodyHash } = received;
    const record = await createRecord(ports, delivery, { submissionId: id, bodyHash });
    const answer = toAnswer(id, received);
    await ports.files.saveAnswer(id, JSON.stringify(answer));
    return { id, received, answer, record };
  } catch (error) {
    await forgetUnaccepted(ports, id);
    throw error;
  }
}

/** Where the transaction throws, it may have been done all the same: then the blobs stay, and the sweep decides. */
async function accept(
  ports: AcceptPorts,
  delivery: Delivery,
  { id, received, answer, record }: Stored,
): Promise<DeliveryAnswer> {
  const submission = toSubmission(delivery, { id, received }, ports.now());
  const acceptance = await ports.ledger.accept(submission, record);
  if (acceptance.kind === 'accepted') {
    await startWork(ports, acceptance.submission);
    return answer;
  }
  await forgetUnaccepted(ports, id);
  return readSameAnswer(ports, acceptance.record, meaningHash(delivery, received.bodyHash));
}

async function refuseTooMany(
  { ledger, configuration, now }: AcceptPorts,
  caller: string,
): Promise<void> {
  const { maxUnfinishedDeliveries } = await configuration.read('IntakeLimits');
  const open = await ledger.readOpen({ withPeople: false });
  if (open.filter((other) => other.caller === caller).length < maxUnfinishedDeliveries) return;
  throw new RetryLaterError(
    'TooManyDeliveries',
    `This caller has ${String(maxUnfinishedDeliveries)} deliveries that have not ended yet.`,
    { retryAt: now() + ASK_AGAIN_MS },
  );
}

function toAnswer(submissionId: string, received: ReceivedUsers): DeliveryAnswer {
  return {
    submissionId,
    status: received.rejected > 0 ? 'acceptedWithErrors' : 'accepted',
    received: received.received,
    accepted: received.accepted,
    rejected: received.rejected,
    errors: received.errors,
  };
}

function toSubmission(
  { kind, mode, caller }: Delivery,
  { id, received }: Pick<Stored, 'id' | 'received'>,
  receivedAt: number,
): NewSubmission {
  return {
    id,
    kind,
    mode,
    caller,
    receivedAt,
    received: received.received,
    accepted: received.accepted,
    rejected: received.rejected,
    parts: received.chunks.parts,
    chunkEtag: received.chunks.chunkEtag,
    people: received.people,
  };
}
