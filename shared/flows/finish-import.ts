import { inRuns } from '../model/in-runs';
import { decodeImportLog, readImportLog, type ImportFinding } from '../push/import-log';
import type { StoredImport } from '../push/import-store';
import { judgeImport } from '../push/import-verdict';
import { settleImport } from '../push/settle-import';
import { endPause, forgetImport, pauseImports, tellFailure } from './end-import';
import type { ImportRound } from './import-round';

/** Between two runs the lanes are made sure of. */
const PEOPLE_AT_ONCE = 500;

/**
 * Settles an import that has ended: brings the rows of its people up to date by the job's end and its log, removes
 * its files and wakes the parts that waited. Repeating it changes nothing more.
 */
export async function finishImport(round: ImportRound, stored: StoredImport): Promise<void> {
  const { ports, keepLanes } = round;
  const { id: importId, end = 'gaveUp', properties } = stored.current;
  const people = await ports.importStore.readPeople(importId);
  const findings = end === 0 ? [] : await readFindings(round, stored);
  const { verdict, failure } = judgeImport({ end, people, properties, findings });
  for (const some of inRuns(people, PEOPLE_AT_ONCE)) {
    await keepLanes();
    await settleImport({ importId, people: some, verdict }, ports.tenant);
  }
  if (failure === undefined) await endPause(ports);
  else {
    if (!failure.explained) await pauseImports(ports);
    await tellFailure(ports, people, failure.message);
  }
  await forgetImport(round, stored);
}

/** The log is all files of its folder together; where the folder lies only the job tells. */
async function readFindings(
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
