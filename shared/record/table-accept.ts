import { setTimeout as pause } from 'node:timers/promises';
import type { NewSubmission } from '../model/submission';
import { SyncError } from '../model/sync-error';
import type { StorageTable } from '../storage/storage-table';
import type { TableRow } from '../storage/table-row';
import type { TableAction } from '../storage/table-transaction';
import { readNumber } from '../storage/plain-column';
import type { Acceptance, IdempotencyRecord } from './submission-ledger';
import { findKey, findOpen } from './table-ledger-reads';
import { LEDGER, NEXT, stagedKey, toKeyRow, toOpenRow, toOpenSubmission } from './table-ledger-row';

/** Each try that fails means that another delivery was accepted, so many deliveries at once take many tries. */
const MAX_TRIES = 40;
const LONGEST_PAUSE_MS = 300;

export interface AcceptRequest {
  readonly table: StorageTable;
  readonly now: () => number;
  readonly submission: NewSubmission;
  readonly key: IdempotencyRecord | undefined;
}

/**
 * One transaction takes the number, turns the announcement into the open submission and takes the key (K1). Where it fails because rows changed,
 * it may have been done all the same, by a call whose answer was lost: so what stands is read before each try.
 * Its own open row still stands then, because nobody is told of the submission before this returns.
 *
 * @throws SyncError `StorageUnavailable` when other deliveries are faster again and again, or the announcement is
 * gone; nothing is accepted then
 */
export async function acceptSubmission(request: AcceptRequest): Promise<Acceptance> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (tries > 0) await pause(Math.random() * Math.min(10 * 2 ** tries, LONGEST_PAUSE_MS));
    const acceptance = (await readStanding(request)) ?? (await tryToAccept(request));
    if (acceptance !== undefined) return acceptance;
  }
  throw new SyncError('StorageUnavailable', 'Too many deliveries are being accepted at once.');
}

/** What an earlier call, or another delivery with the same key, has left. */
async function readStanding({
  table,
  submission,
  key,
}: AcceptRequest): Promise<Acceptance | undefined> {
  const [mine, taken] = await Promise.all([
    findOpen(table, submission.id),
    key === undefined ? undefined : findKey(table, key.keyHash),
  ]);
  if (mine !== undefined) return { kind: 'accepted', submission: mine };
  return taken === undefined ? undefined : { kind: 'known', record: taken };
}

async function tryToAccept({
  table,
  now,
  submission,
  key,
}: AcceptRequest): Promise<Acceptance | undefined> {
  const next = await table.get(LEDGER, NEXT);
  const time = now();
  const sequence = Math.max(next === undefined ? 0 : readNumber(next, 'last') + 1, time);
  const openRow = toOpenRow(submission, { sequence, state: 'queued', lastSentAt: time });
  const actions: TableAction[] = [
    takeNumber(next, sequence),
    { kind: 'insert', row: openRow },
    { kind: 'delete', row: { partitionKey: LEDGER, rowKey: stagedKey(submission.id) } },
  ];
  if (key !== undefined) actions.push({ kind: 'insert', row: toKeyRow(key) });
  const result = await table.transact(actions);
  if (result.kind === 'written') {
    const etag = result.etags[1] ?? '';
    return { kind: 'accepted', submission: toOpenSubmission({ ...openRow, etag }) };
  }
  if (result.kind === 'refused') {
    throw new SyncError('Internal', 'The table service refuses a row of the ledger.');
  }
  // The first row is the number: that another delivery took it says nothing of the announcement.
  if (result.index !== 0) await requireAnnounced(table, submission);
  return undefined;
}

/** The announcement is read first: who then finds no open row either was not accepted, and never will be. */
async function requireAnnounced(table: StorageTable, { id }: NewSubmission): Promise<void> {
  if ((await table.get(LEDGER, stagedKey(id))) !== undefined) return;
  if ((await findOpen(table, id)) !== undefined) return;
  throw new SyncError('StorageUnavailable', 'Storing the delivery took too long; send it again.');
}

function takeNumber(next: TableRow | undefined, sequence: number): TableAction {
  const row = { partitionKey: LEDGER, rowKey: NEXT, last: BigInt(sequence) };
  return next === undefined ? { kind: 'insert', row } : { kind: 'replace', row, etag: next.etag };
}
