import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SubmissionLedger } from '../../shared/record/submission-ledger';
import { accepted } from './accept-announced';
import { newSubmission } from './sample-submission';

const NOW = Date.UTC(2026, 4, 17, 12);

/** What every ledger does with notes for the error file; `create` gives an empty one. */
export function describeReportNotes(
  name: string,
  create: (now: () => number) => SubmissionLedger,
): void {
  describe(`${name}, with notes for the error file`, () => {
    const clock = { time: NOW };
    let ledger: SubmissionLedger;
    beforeEach(() => {
      clock.time = NOW;
      ledger = create(() => clock.time);
    });

    async function endedAt(time: number, report: boolean): Promise<string> {
      clock.time = time;
      const { id } = await accepted(ledger, newSubmission());
      await ledger.end(id, time, { report });
      return id;
    }

    test('S57: the end of a submission is noted where it is asked for, once', async () => {
      const told = await endedAt(NOW, true);
      await endedAt(NOW, false);
      await ledger.end(told, NOW + 5, { report: true });
      expect(await ledger.dueReports(NOW - 1, 10)).toEqual([]);
      expect(await ledger.dueReports(NOW + 9, 10)).toEqual([{ submissionId: told, notedAt: NOW }]);
    });

    test('gives the oldest notes, so many as are asked for', async () => {
      const ids = [];
      for (const minute of [2, 0, 1]) ids.push(await endedAt(NOW + minute, true));
      const notes = await ledger.dueReports(NOW + 9, 2);
      expect(notes.map(({ submissionId }) => submissionId)).toEqual([ids[1], ids[2]]);
    });

    test('news that comes later is a note of its own', async () => {
      const submissionId = await endedAt(NOW, true);
      const read = await ledger.dueReports(NOW, 10);
      clock.time = NOW + 1;
      await ledger.noteReport(submissionId);
      await ledger.noteReport(submissionId);
      await ledger.forgetReports(read);
      expect(await ledger.dueReports(NOW + 1, 10)).toEqual([{ submissionId, notedAt: NOW + 1 }]);
    });

    test('postponed notes are due when their time has come, never sooner again', async () => {
      await endedAt(NOW, true);
      const notes = await ledger.dueReports(NOW, 10);
      await ledger.postponeReports(notes, NOW + 50);
      await ledger.postponeReports(notes, NOW + 20);
      expect(await ledger.dueReports(NOW + 49, 10)).toEqual([]);
      expect(await ledger.dueReports(NOW + 50, 10)).toEqual(notes);
    });

    test('what is forgotten stays forgotten', async () => {
      await endedAt(NOW, true);
      const notes = await ledger.dueReports(NOW, 10);
      await ledger.forgetReports(notes);
      await ledger.forgetReports(notes);
      await ledger.postponeReports(notes, NOW + 1);
      expect(await ledger.dueReports(NOW + 9, 10)).toEqual([]);
    });
  });
}
