import { decodeImportLog, readImportLog, type ImportFinding } from '../push/import-log';
import type { StoredImport } from '../push/import-store';
import { judgeImport } from '../push/import-verdict';
import { endPause, forgetImport, pauseImports, tellFailure } from './end-import';
import type { ImportRound } from './import-round';
import { isTooOld } from './look-at-import';
import { refusalOf } from './order-import';
import { settleInRuns } from './settle-in-runs';

/**
 * Settles an import that has ended: brings the rows of its people up to date by the job's end and its log, removes
 * its files and wakes the parts that waited. Repeating it changes nothing more.
 */
export async function finishImport(round: ImportRound, stored: StoredImport): Promise<void> {
  const { ports } = round;
  const { id: importId, end = 'gaveUp', properties } = stored.current;
  const people = await ports.importStore.readPeople(importId);
  const findings = end === 0 ? [] : await readFindings(round, stored);
  const { verdict, failure } = judgeImport({ end, people, properties, findings });
  await settleInRuns(round, { importId, people, verdict });
  if (failure === undefined) await endPause(ports);
  else {
    if (!failure.explained) await pauseImports(ports);
    await tellFailure(ports, people, failure.message);
  }
  await forgetImport(round, stored);
}

/** A log that nobody may read, or that could not be read for too long, holds nobody: what it would tell stays open. */
async function readFindings(
  round: ImportRound,
  stored: StoredImport,
): Promise<readonly ImportFinding[]> {
  try {
    return await readLog(round, stored);
  } catch (error) {
    if (!isTooOld(round, stored)) refusalOf(error);
    return [];
  }
}

/** The log is all files of its folder together; where the folder lies only the job tells. */
async function readLog(
  { files }: ImportRound,
  { current: { logFolderUrl } }: StoredImport,
): Promise<readonly ImportFinding[]> {
  if (logFolderUrl === undefined) return [];
  const findings: ImportFinding[] = [];
  for (const file of await files.list(logFolderUrl)) {
    findings.push(...readImportLog(decodeImportLog(await files.read(file))));
  }
  return findings;
}
