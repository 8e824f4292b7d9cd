import { v7 as createSubmissionId } from 'uuid';
import type { ActivePeople } from '../apply/active-people';
import type { ChunkStore } from '../intake/chunk-store';
import type { NewSubmission, OpenSubmission } from '../model/submission';
import { SyncError } from '../model/sync-error';
import type { ImportStore } from '../push/import-store';
import type { OwedResync } from '../push/owed-resync';
import type { SubmissionFiles } from '../record/submission-files';
import type { SubmissionLedger } from '../record/submission-ledger';
import { forgetUnaccepted } from './forget-unaccepted';
import type { DeliveryAnswer } from './idempotent-answer';
import { requireSyncEnabled, type SyncEnabledPorts } from './require-sync-enabled';
import { startWork, type StartWorkPorts } from './start-work';

export interface StartResyncPorts extends SyncEnabledPorts, StartWorkPorts {
  readonly ledger: SubmissionLedger;
  readonly files: SubmissionFiles;
  readonly chunks: ChunkStore;
  readonly people: ActivePeople;
  readonly owed: OwedResync;
  readonly importStore: Pick<ImportStore, 'writePause'>;
}

/** `caller`: the application id of who asks, or the product's own name. */
export type StartResync = (caller: string) => Promise<DeliveryAnswer>;

/**
 * Starts a submission that says nothing about anybody, and makes everybody be compared with what the tenant was sent
 * last, so that exactly what differs is sent (row S6, K9): after `SharePointUPSync` was switched on, or another setting
 * of the push was changed. It is stored and accepted as a delivery is (K1).
 *
 * While one is open, that one is the answer, and another is noted as owed: settings may have changed since people of
 * the open one were pushed.
 *
 * Bulk imports that are left alone after a failure are tried again from now on: whoever asks has mended what was amiss.
 *
 * @throws SyncError `SyncDisabled` while synchronisation, or pushing, is switched off; `ConfigurationInvalid`
 */
export function createStartResync(ports: StartResyncPorts): StartResync {
  return async (caller) => {
    await requireSyncEnabled(ports);
    await requirePushing(ports);
    await ports.importStore.writePause({ until: 0, failures: 0 });
    const open = await findOpenResync(ports.ledger);
    if (open !== undefined) {
      await ports.owed.note();
      return toAnswer(open);
    }
    const submission = await accept(ports, await store(ports, caller));
    await startWork(ports, submission);
    return toAnswer(submission);
  };
}

/** The resync that is going on, if any. */
export async function findOpenResync(
  ledger: Pick<SubmissionLedger, 'readOpen'>,
): Promise<OpenSubmission | undefined> {
  const open = await ledger.readOpen({ withPeople: false });
  return open.find(({ kind }) => kind === 'resync');
}

async function requirePushing({ configuration }: StartResyncPorts): Promise<void> {
  const { SharePointUPSync } = await configuration.read('SyncConfiguration');
  if (SharePointUPSync) return;
  throw new SyncError(
    'SyncDisabled',
    'Pushing is switched off: SharePointUPSync in SyncConfiguration of table Settings is not true.',
  );
}

async function store(ports: StartResyncPorts, caller: string): Promise<NewSubmission> {
  const { chunks, people, ledger, now } = ports;
  const id = createSubmissionId({ msecs: now() });
  await ledger.announce(id, now());
  try {
    const writer = chunks.create(id);
    let count = 0;
    await people.each(async ({ userId, key }) => {
      const change = { index: count, userId, fields: {}, extended: [] };
      count += 1;
      await writer.add(change, key);
    });
    return toSubmission({ id, caller, count, receivedAt: now() }, await writer.finish());
  } catch (error) {
    await forgetUnaccepted(ports, id);
    throw error;
  }
}

interface ResyncFacts extends Pick<NewSubmission, 'id' | 'caller' | 'receivedAt'> {
  /** People in it. */
  readonly count: number;
}

/** It speaks of nobody, so it makes no younger delivery leave its number (K5). */
function toSubmission(
  { count, ...facts }: ResyncFacts,
  stored: Pick<NewSubmission, 'parts' | 'chunkEtag'>,
): NewSubmission {
  const people = new Uint32Array();
  const counts = { received: count, accepted: count, rejected: 0 };
  return { ...facts, ...counts, ...stored, kind: 'resync', mode: 'merge', people };
}

/** Without an idempotency key nobody else can have been accepted in its place. */
async function accept(
  { ledger }: StartResyncPorts,
  submission: NewSubmission,
): Promise<OpenSubmission> {
  const acceptance = await ledger.accept(submission);
  if (acceptance.kind === 'accepted') return acceptance.submission;
  throw new SyncError('Internal', 'A submission without a key was taken for another one.');
}

function toAnswer({ id, received, accepted, rejected }: OpenSubmission): DeliveryAnswer {
  return { submissionId: id, status: 'accepted', received, accepted, rejected, errors: [] };
}
