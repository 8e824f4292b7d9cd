import type { Configuration } from '../configuration/configuration';
import type { ErrorDetail } from '../model/error-detail';
import type { CallGraph, OpenSiteFiles } from '../model/site-files';
import { SyncError } from '../model/sync-error';
import type { Lanes } from '../push/lanes';
import { openGates } from '../push/open-gates';
import { createErrorFile, type RunReport } from '../record/error-file';
import { readRunReport } from '../record/error-file-report';
import type { ErrorDetails } from '../record/error-details';
import type { ReportNote } from '../record/report-notes';
import type { SubmissionHistory } from '../record/submission-history';
import type { SubmissionLedger } from '../record/submission-ledger';
import { DELIVERY_TIME_MS } from './apply-part';
import { readSyncSwitches } from './sync-switches';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Submissions in one file; of more that end in a minute, the rest comes a minute later. */
const MAX_NOTES = 200;
/** Lines in one file, about 20 MB of JSON; the table has all of them. */
const MAX_LINES = 50_000;

/** The file is to be readable five minutes after the end (row S56), so for so long passing trouble is no error. */
const PASSING_MS = 5 * MINUTE_MS;
const RETRY_MS = 15 * MINUTE_MS;

export interface ErrorFilePorts {
  readonly ledger: SubmissionLedger;
  readonly history: SubmissionHistory;
  readonly errors: ErrorDetails;
  readonly configuration: Configuration;
  readonly lanes: Lanes;
  readonly openSiteFiles: OpenSiteFiles;
  /** How long to wait for a lane that pushes have, in milliseconds. */
  readonly patience: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type WriteErrorFile = () => Promise<void>;

/**
 * Each minute: tells in the SharePoint site what became of the submissions that have ended since (rows S56 to S58),
 * in one file for all of them. That it cannot be written changes nothing for a submission: it is a line in the error
 * table, and the file is tried again until the news is a day old.
 */
export function createWriteErrorFile(ports: ErrorFilePorts): WriteErrorFile {
  return async () => {
    const notes = await ports.ledger.dueReports(ports.now(), MAX_NOTES);
    if (notes.length === 0) return;
    const { pushes } = await readSyncSwitches(ports.configuration);
    if (!pushes) return forgetOld(ports, notes);
    const { lanes, patience, now } = ports;
    const deadline = now() + DELIVERY_TIME_MS;
    const gates = await openGates(new Set(['graph']), lanes, { deadline, now, patience });
    try {
      const gate = gates.open('graph');
      if (gate !== undefined) await write(ports, notes, (work) => gate.call(work));
    } finally {
      await gates.release();
    }
  };
}

async function write(
  ports: ErrorFilePorts,
  notes: readonly ReportNote[],
  call: CallGraph,
): Promise<void> {
  const ids = notes.map(({ submissionId }) => submissionId);
  const report = await readRunReport(ports, ids, MAX_LINES);
  try {
    if (report.submissions.length > 0) await put(ports, report, call);
  } catch (error) {
    if (!(error instanceof SyncError) || error.code === 'StorageUnavailable') throw error;
    return noteTrouble(ports, notes, error);
  }
  await ports.ledger.forgetReports(notes);
}

/** The latest run goes last: whoever finds it finds it in the history, too. */
async function put(
  { openSiteFiles, now }: ErrorFilePorts,
  report: RunReport,
  call: CallGraph,
): Promise<void> {
  const files = openSiteFiles(call);
  const { historyPath, latestPath, content } = createErrorFile(report, now());
  await files.put(historyPath, content);
  await files.put(latestPath, content);
}

/** A pause that the tenant asks for, or an outage of minutes, is waited for and not told. */
async function noteTrouble(
  ports: ErrorFilePorts,
  notes: readonly ReportNote[],
  error: SyncError,
): Promise<void> {
  if (error.code === 'Throttled') return;
  const isPassing = error.code === 'TenantUnavailable';
  const oldest = Math.min(...notes.map(({ notedAt }) => notedAt));
  if (isPassing && ports.now() - oldest < PASSING_MS) return;
  await ports.errors.record(notes.map(({ submissionId }) => lineFor(ports, submissionId, error)));
  await ports.ledger.postponeReports(notes, ports.now() + RETRY_MS);
  await forgetOld(ports, notes);
}

/** The same line each time, so that it stands once however often the file is tried (K7). */
function lineFor({ now }: ErrorFilePorts, submissionId: string, error: SyncError): ErrorDetail {
  return {
    submissionId,
    occurredAt: new Date(now()).toISOString(),
    status: 'Error',
    stage: 'record',
    target: 'errorFile',
    code: 'FileNotWritten',
    message: `The error file could not be written: ${error.message}`,
  };
}

async function forgetOld(
  { ledger, now }: ErrorFilePorts,
  notes: readonly ReportNote[],
): Promise<void> {
  await ledger.forgetReports(notes.filter(({ notedAt }) => notedAt <= now() - DAY_MS));
}
