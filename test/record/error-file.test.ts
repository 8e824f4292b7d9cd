import { describe, expect, test } from '@jest/globals';
import { v7 as createId } from 'uuid';
import type { ErrorDetail } from '../../shared/model/error-detail';
import type { SubmissionSummary } from '../../shared/model/submission';
import { createErrorFile, type RunReport } from '../../shared/record/error-file';
import { readRunReport } from '../../shared/record/error-file-report';
import { summary } from '../contract/sample-submission';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { createMemorySubmissionHistory } from '../fakes/memory-submission-history';

const NOW = Date.UTC(2026, 4, 17, 12, 0, 0, 123);

function ended(changes: Partial<SubmissionSummary> = {}): SubmissionSummary {
  return summary({
    state: 'completed',
    received: 2,
    outcomes: { created: 2 },
    pushes: { pushed: 2 },
    completedAt: NOW,
    ...changes,
  });
}

function line(changes: Partial<ErrorDetail> = {}): ErrorDetail {
  return {
    submissionId: 'none',
    occurredAt: '2026-05-17T12:00:00.000Z',
    status: 'Error',
    stage: 'push',
    target: 'peopleManager',
    property: 'Badge',
    code: 'PropertyMissing',
    message: 'The profile has no such property.',
    userId: 'anna',
    upn: 'anna@contoso.com',
    attempt: 1,
    ...changes,
  };
}

function documentOf(report: RunReport) {
  return JSON.parse(createErrorFile(report, NOW + 1000).content.toString());
}

function reportOf(
  lines: readonly ErrorDetail[],
  changes: Partial<SubmissionSummary> = {},
): RunReport {
  return { submissions: [{ summary: ended(changes), lines }], truncated: false };
}

describe('the error file', () => {
  test('S58: says that the synchronisation finished correctly', () => {
    const report = reportOf([]);
    const { id, receivedAt } = report.submissions[0]!.summary;
    expect(documentOf(report)).toEqual({
      writtenAt: '2026-05-17T12:00:01.123Z',
      finishedCorrectly: true,
      message: 'The synchronisation finished correctly.',
      submissions: [
        {
          submissionId: id,
          kind: 'batch',
          state: 'completed',
          receivedAt: new Date(receivedAt).toISOString(),
          completedAt: '2026-05-17T12:00:00.123Z',
          received: 2,
          outcomes: { created: 2 },
          push: { pushed: 2 },
          errorCount: 0,
          errors: [],
        },
      ],
    });
  });

  test('S58: shows every error, in the columns of the table', () => {
    const { finishedCorrectly, message, submissions } = documentOf(reportOf([line()]));
    expect([finishedCorrectly, message]).toEqual([
      false,
      'The synchronisation finished with 1 error.',
    ]);
    const { submissionId: _, ...shown } = line();
    expect(submissions[0].errors).toEqual([shown]);
  });

  test.each([
    ['a warning', [line({ status: 'Warning' })], true, 'correctly (and 1 warning).'],
    ['two errors', [line(), line()], false, 'with 2 errors.'],
    ['both', [line(), line({ status: 'Warning' })], false, 'with 1 error (and 1 warning).'],
  ])('S58: counts %s', (_, lines, finishedCorrectly, message) => {
    expect(documentOf(reportOf(lines))).toMatchObject({
      finishedCorrectly,
      message: `The synchronisation finished ${message}`,
    });
  });

  test('S58: what failed as a whole did not finish correctly', () => {
    expect(documentOf(reportOf([], { state: 'failed' })).finishedCorrectly).toBe(false);
  });

  test('S57: the latest run has one name, and its place in the history is the same each time', () => {
    const early = ended({ completedAt: NOW - 60_000 });
    const late = ended();
    const submissions = [early, late].map((one) => ({ summary: one, lines: [] }));
    const file = createErrorFile({ submissions, truncated: false }, NOW);
    expect(file.latestPath).toBe('TogoUPErrorDetail.json');
    expect(file.historyPath).toBe(`History/20260517T120000Z-${late.id}.json`);
    const again = createErrorFile(
      { submissions: submissions.reverse(), truncated: false },
      NOW + 9,
    );
    expect(again.historyPath).toBe(file.historyPath);
    expect(documentOf({ submissions, truncated: false }).submissions).toMatchObject([
      { submissionId: late.id },
      { submissionId: early.id },
    ]);
  });
});

describe('reading what the error file is to tell', () => {
  async function storedRun(counts: readonly number[]) {
    const ports = { history: createMemorySubmissionHistory(), errors: createMemoryErrorDetails() };
    const ids = [];
    for (const count of counts) {
      const one = ended({ receivedAt: NOW });
      ids.push(one.id);
      await ports.history.put(one);
      await ports.errors.record([
        line({ submissionId: one.id, status: 'Completed', code: 'Completed' }),
        ...Array.from({ length: count }, (_, index) => line({ submissionId: one.id, index })),
      ]);
    }
    return { ports, ids };
  }

  test('S58: takes every line of each submission, page by page, each submission once', async () => {
    const { ports, ids } = await storedRun([2_300, 1]);
    const report = await readRunReport(ports, [...ids, ...ids], 50_000);
    expect(report.truncated).toBe(false);
    expect(report.submissions.map(({ lines }) => lines.length)).toEqual([2_300, 1]);
    expect(report.submissions.flatMap(({ lines }) => lines)).not.toContainEqual(
      expect.objectContaining({ status: 'Completed' }),
    );
  });

  test('takes no more lines than it may, and the file says so', async () => {
    const { ports, ids } = await storedRun([1_500, 1_500, 3]);
    const report = await readRunReport(ports, ids, 2_000);
    expect(report.submissions.map(({ lines }) => lines.length)).toEqual([1_500, 500, 0]);
    expect(documentOf(report)).toMatchObject({
      truncated: true,
      finishedCorrectly: false,
      message: 'The synchronisation finished with more than 2000 errors.',
    });
  });

  test('as many lines as it may are not too many', async () => {
    const { ports, ids } = await storedRun([3, 2]);
    expect(await readRunReport(ports, ids, 5)).toMatchObject({ truncated: false });
  });

  test('leaves out what nobody knows any more', async () => {
    const { ports, ids } = await storedRun([0]);
    const report = await readRunReport(ports, [createId(), ...ids], 10);
    expect(report.submissions.map((one) => one.summary.id)).toEqual(ids);
  });

  test('that the file could not be written is not told in the file', async () => {
    const { ports, ids } = await storedRun([0]);
    const [submissionId = ''] = ids;
    await ports.errors.record([
      line({ submissionId, target: 'errorFile', code: 'FileNotWritten', stage: 'record' }),
    ]);
    expect((await readRunReport(ports, ids, 10)).submissions[0]?.lines).toEqual([]);
  });
});
