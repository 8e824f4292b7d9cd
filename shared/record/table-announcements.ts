import { odata } from '@azure/data-tables';
import { writeTime } from '../storage/plain-column';
import type { StorageTable } from '../storage/storage-table';
import type { SubmissionLedger } from './submission-ledger';
import { listKeys, rangeFilter } from './table-ledger-reads';
import { LEDGER, STAGED_RANGE, stagedKey, toStagedId, toStagedRow } from './table-ledger-row';
import { noteForDeletion } from './table-note-for-deletion';

type Announcements = Pick<
  SubmissionLedger,
  'announce' | 'forgetAnnounced' | 'abandoned' | 'abandon'
>;

/** Rows `staged|{submissionId}` of the ledger: deliveries whose blobs may lie there, unaccepted (K1, K2). */
export function createTableAnnouncements(table: StorageTable): Announcements {
  return {
    async announce(submissionId, at) {
      // The id is new: where the row stands already, the answer to an earlier try was lost.
      await table.insert(toStagedRow(submissionId, at));
    },
    forgetAnnounced: (submissionId) => table.remove(LEDGER, stagedKey(submissionId)),
    async abandoned(before) {
      const early = odata`announcedAt lt ${writeTime(before)}`;
      return (await listKeys(table, `${rangeFilter(STAGED_RANGE)} and ${early}`)).map(toStagedId);
    },
    abandon: (submissionId, deleteAt) =>
      noteForDeletion(table, stagedKey(submissionId), { ended: { submissionId, deleteAt } }),
  };
}
