import { odata } from '@azure/data-tables';
import { mapInParallel } from '../storage/map-in-parallel';
import { readTime, writeTime } from '../storage/plain-column';
import type { StorageTable } from '../storage/storage-table';
import type { NewRow } from '../storage/table-row';
import type { ReportNote, ReportNotes } from './report-notes';
import { rangeFilter } from './table-ledger-reads';
import { LEDGER, REPORT_RANGE, reportKey, toReportNote } from './table-ledger-row';

const WRITES_AT_ONCE = 8;

/** Rows `report|{time}|{submissionId}` of the ledger, the oldest first; column `dueAt` says when to write. */
export function createTableReportNotes(table: StorageTable, now: () => number): ReportNotes {
  return {
    async noteReport(submissionId) {
      const notedAt = now();
      await table.insert(toReportRow({ submissionId, notedAt }, notedAt));
    },
    async dueReports(at, most) {
      const filter = `${rangeFilter(REPORT_RANGE)} and ${odata`dueAt le ${writeTime(at)}`}`;
      const { rows } = await table.page({ filter, pageSize: most });
      return rows.map(toReportNote);
    },
    async postponeReports(notes, dueAt) {
      await mapInParallel(notes, WRITES_AT_ONCE, (note) => postpone(table, note, dueAt));
    },
    async forgetReports(notes) {
      await mapInParallel(notes, WRITES_AT_ONCE, (note) => table.remove(LEDGER, reportKey(note)));
    },
  };
}

/** A note as it is stored. */
export function toReportRow(note: ReportNote, dueAt: number): NewRow {
  return { partitionKey: LEDGER, rowKey: reportKey(note), dueAt: writeTime(dueAt) };
}

/** Only one instance writes the file at a time; should another have postponed the note meanwhile, that stands. */
async function postpone(table: StorageTable, note: ReportNote, dueAt: number): Promise<void> {
  const standing = await table.get(LEDGER, reportKey(note));
  if (standing === undefined || (readTime(standing, 'dueAt') ?? 0) >= dueAt) return;
  await table.merge(toReportRow(note, dueAt), standing.etag);
}
