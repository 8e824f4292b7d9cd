import type { Drives } from './drives';
import type { ImportJob, ImportLogLine } from './import-job';

const linesAFile = 100;

/**
 * Writes what failed into the library of the job's file: a folder named by the job's id with one or
 * more log files. Answers the folder's absolute address; null when there is nothing to tell or the
 * library is gone.
 */
export function writeImportLog(
  drives: Drives,
  job: ImportJob,
  lines: readonly ImportLogLine[],
): string | null {
  const libraryUrl = job.verdict?.libraryUrl;
  if (lines.length === 0 || libraryUrl === undefined) return null;
  if (drives.placeAt(libraryUrl) === undefined) return null;
  const folder = `${libraryUrl}/${job.id}`;
  const time = new Date(job.endedAt ?? job.queuedAt).toISOString();
  for (let start = 0; start < lines.length; start += linesAFile) {
    const text = lines.slice(start, start + linesAFile).map((line) => lineText(line, time));
    const name = `${time.replaceAll(/\D/g, '').slice(0, 14)}-${start / linesAFile + 1}.log`;
    drives.write(`${folder}/${name}`, Buffer.from(text.join('')));
  }
  return folder;
}

function lineText({ code, id, message }: ImportLogLine, time: string): string {
  return `${[time, code, id, message].join('\t')}\r\n`;
}
