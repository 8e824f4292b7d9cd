import { odata } from '@azure/data-tables';
import type { OpenSubmission } from '../model/submission';
import type { LedgerChange } from './submission-ledger';
import { mapInParallel } from '../storage/map-in-parallel';
import { writeTime } from '../storage/plain-column';
import type { StorageTable } from '../storage/storage-table';
import type { SubmissionLedger } from './submission-ledger';
import { acceptSubmission } from './table-accept';
import { createTableAnnouncements } from './table-announcements';
import { findKey, findOpen, listKeys, rangeFilter, readOpen } from './table-ledger-reads';
import { endedKey, endedRange, KEY_RANGE, LEDGER, openKey, toEnded } from './table-ledger-row';
import { noteForDeletion } from './table-note-for-deletion';
import { createTableReportNotes, toReportRow } from './table-report-notes';
import { createTableResults, removeResults } from './table-results';

const REMOVALS_AT_ONCE = 8;

/** Partition `ledger` of table `Submissions`, and the results of parts in partitions of their own (K1, K2, K7). */
export function createTableSubmissionLedger(
  table: StorageTable,
  now: () => number,
): SubmissionLedger {
  return {
    ...createTableAnnouncements(table),
    ...createTableResults(table),
    ...createTableReportNotes(table, now),
    readOpen: ({ withPeople }) => readOpen(table, withPeople),
    find: (submissionId) => findOpen(table, submissionId),
    findKey: (keyHash) => findKey(table, keyHash),
    accept: (submission, key) => acceptSubmission({ table, now, submission, key }),
    update: (submission, change) => update(table, submission, change),
    end: (submissionId, deleteAt, { report }) => {
      const ended = { submissionId, deleteAt };
      const others = report ? [toReportRow({ submissionId, notedAt: now() }, now())] : [];
      return noteForDeletion(table, openKey(submissionId), { ended, others });
    },
    deletable: async (at) => (await listKeys(table, rangeFilter(endedRange(at)))).map(toEnded),
    async forgetEnded(ended) {
      await removeResults(table, ended.submissionId);
      await table.remove(LEDGER, endedKey(ended));
    },
    forgetKeys: (at) => forgetKeys(table, at),
  };
}

function update(
  table: StorageTable,
  { id, etag }: OpenSubmission,
  { state, lastSentAt, asleep, paused }: LedgerChange,
): Promise<boolean> {
  const row = {
    partitionKey: LEDGER,
    rowKey: openKey(id),
    ...(state === undefined ? {} : { state }),
    ...(lastSentAt === undefined ? {} : { lastSentAt: writeTime(lastSentAt) }),
    ...(asleep === undefined ? {} : { asleep: JSON.stringify(asleep) }),
    ...(paused === undefined ? {} : { paused: JSON.stringify(paused) }),
  };
  return table.merge(row, etag);
}

async function forgetKeys(table: StorageTable, now: number): Promise<void> {
  const expired = odata`expiresAt le ${writeTime(now)}`;
  const keys = await listKeys(table, `${rangeFilter(KEY_RANGE)} and ${expired}`);
  await mapInParallel(keys, REMOVALS_AT_ONCE, ({ rowKey }) => table.remove(LEDGER, rowKey));
}
