import type { ErrorDetail } from '../model/error-detail';
import type { SubmissionSummary } from '../model/submission';

/** A submission that has ended, and what it has in table `TogoUPErrorDetail`. */
export interface SubmissionReport {
  readonly summary: SubmissionSummary;
  /** Errors and warnings. */
  readonly lines: readonly ErrorDetail[];
}

/** What is told in one file; `truncated`: there are more lines in the table. */
export interface RunReport {
  readonly submissions: readonly SubmissionReport[];
  readonly truncated: boolean;
}

/** The file as it is written (rows S57, S58); both paths are relative to the configured folder. */
export interface ErrorFile {
  /** Always the latest run. */
  readonly latestPath: string;
  /** The same for the same submissions, so that writing it again replaces it. */
  readonly historyPath: string;
  /** JSON, UTF-8, indented: administrators read it as it stands. */
  readonly content: Buffer;
}

/** `writtenAt`: milliseconds since the epoch. */
export function createErrorFile(
  { submissions, truncated }: RunReport,
  writtenAt: number,
): ErrorFile {
  const newestFirst = [...submissions].sort((one, other) => endOf(other) - endOf(one));
  const document = {
    writtenAt: isoTime(writtenAt),
    ...conclusion(submissions, truncated),
    ...(truncated ? { truncated } : {}),
    submissions: newestFirst.map(describeSubmission),
  };
  return {
    latestPath: 'TogoUPErrorDetail.json',
    historyPath: historyPath(newestFirst),
    content: Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`),
  };
}

/** Row S58: any error, or the plain statement that all went well. What is tried again by itself is no error yet. */
function conclusion(submissions: readonly SubmissionReport[], truncated: boolean) {
  const lines = submissions.flatMap((submission) => submission.lines);
  const errors = lines.filter(({ status }) => status === 'Error').length;
  const hasFailed = submissions.some(({ summary }) => summary.state === 'failed');
  const finishedCorrectly = errors === 0 && !hasFailed && !truncated;
  const count = `${truncated ? 'more than ' : ''}${errors} ${errors === 1 ? 'error' : 'errors'}`;
  const warnings = lines.length - errors;
  const also =
    warnings === 0 ? '' : ` (and ${warnings} ${warnings === 1 ? 'warning' : 'warnings'})`;
  const how = finishedCorrectly ? 'correctly' : `with ${count}`;
  return { finishedCorrectly, message: `The synchronisation finished ${how}${also}.` };
}

function describeSubmission({ summary, lines }: SubmissionReport) {
  const { completedAt } = summary;
  return {
    submissionId: summary.id,
    kind: summary.kind,
    state: summary.state,
    receivedAt: isoTime(summary.receivedAt),
    ...(completedAt === undefined ? {} : { completedAt: isoTime(completedAt) }),
    received: summary.received,
    outcomes: summary.outcomes,
    push: summary.pushes,
    errorCount: summary.errorCount,
    errors: lines.map(describeLine),
  };
}

/** The columns of the table, in its order (row S58). */
function describeLine(line: ErrorDetail) {
  const { occurredAt, userId, upn, stage, target, property, code, message, attempt, status } = line;
  return { occurredAt, userId, upn, stage, target, property, code, message, attempt, status };
}

/** `History/{yyyyMMddTHHmmssZ}-{submissionId}.json`, of the submission that ended last. */
function historyPath([newest]: readonly SubmissionReport[]): string {
  if (newest === undefined) throw new RangeError('A report tells of one submission at least.');
  const time = isoTime(endOf(newest)).replace(/[-:]|\.\d+/g, '');
  return `History/${time}-${newest.summary.id}.json`;
}

function endOf({ summary }: SubmissionReport): number {
  return summary.completedAt ?? summary.receivedAt;
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
