import type { ReportNote, ReportNotes } from '../../shared/record/report-notes';

/** Notes for the error file in memory, the oldest first. */
export function memoryReportNotes(now: () => number): ReportNotes {
  const rows = new Map<string, { readonly note: ReportNote; readonly dueAt: number }>();
  return {
    async noteReport(submissionId) {
      const note = { submissionId, notedAt: now() };
      if (!rows.has(keyOf(note))) rows.set(keyOf(note), { note, dueAt: note.notedAt });
    },
    dueReports: async (at, most) =>
      [...rows]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .filter(([, { dueAt }]) => dueAt <= at)
        .slice(0, most)
        .map(([, { note }]) => note),
    async postponeReports(notes, dueAt) {
      for (const note of notes) {
        const standing = rows.get(keyOf(note));
        if (standing !== undefined && standing.dueAt < dueAt)
          rows.set(keyOf(note), { note, dueAt });
      }
    },
    async forgetReports(notes) {
      for (const note of notes) rows.delete(keyOf(note));
    },
  };
}

function keyOf({ submissionId, notedAt }: ReportNote): string {
  return `${notedAt}|${submissionId}`;
}
