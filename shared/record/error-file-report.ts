import type { ErrorDetail } from '../model/error-detail';
import type { SubmissionSummary } from '../model/submission';
import type { RunReport, SubmissionReport } from './error-file';
import type { ErrorDetails } from './error-details';
import type { SubmissionHistory } from './submission-history';

export interface ReportPorts {
  readonly history: SubmissionHistory;
  readonly errors: ErrorDetails;
}

/**
 * Reads what the error file is to tell of these submissions, at most so many lines of the table in all, so that the
 * memory that it takes is bounded. A submission that is not known any more is left out.
 */
export async function readRunReport(
  ports: ReportPorts,
  submissionIds: readonly string[],
  maxLines: number,
): Promise<RunReport> {
  const submissions: SubmissionReport[] = [];
  let left = maxLines;
  let truncated = false;
  for (const submissionId of new Set(submissionIds)) {
    const summary = await ports.history.find(submissionId);
    if (summary === undefined) continue;
    const report = await readLines(ports.errors, summary, left);
    submissions.push(report);
    left -= report.lines.length;
    truncated ||= report.truncated;
  }
  return { submissions, truncated };
}

async function readLines(
  errors: ErrorDetails,
  summary: SubmissionSummary,
  maxLines: number,
): Promise<SubmissionReport & { readonly truncated: boolean }> {
  const lines: ErrorDetail[] = [];
  let continuation: string | undefined;
  do {
    const page = await errors.list({
      submissionId: summary.id,
      ...(continuation === undefined ? {} : { continuation }),
    });
    lines.push(...page.items.filter(belongsInFile));
    ({ continuation } = page);
  } while (continuation !== undefined && lines.length <= maxLines);
  return { summary, lines: lines.slice(0, maxLines), truncated: lines.length > maxLines };
}

/** That the file could not be written is not worth telling in the file, which has been written after all. */
function belongsInFile({ status, target }: ErrorDetail): boolean {
  return status !== 'Completed' && target !== 'errorFile';
}
