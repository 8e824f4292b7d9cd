import type { ErrorDetail } from '../model/error-detail';
import type { SiteFiles } from '../model/site-files';
import { SyncError } from '../model/sync-error';
import { importFolder, isImportFile } from '../push/import-path';
import type { ImportedPerson, StoredImport } from '../push/import-store';
import type { FollowImportsPorts, ImportRound } from './import-round';
import { wakeParts } from './waiting-parts';

const HOUR_MS = 3_600_000;
const MAX_PAUSE_MS = 24 * HOUR_MS;

/** SharePoint takes no import now: nobody waits for one, and none is tried for a while. */
export async function giveUpImport(
  round: ImportRound,
  stored: StoredImport,
  message: string,
): Promise<void> {
  const people = await round.ports.importStore.readPeople(stored.current.id);
  await pauseImports(round.ports);
  await tellFailure(round.ports, people, message);
  await forgetImport(round, stored);
}

/** After an import that came to nothing: no other is tried for an hour, twice as long each time, a day at most. */
export async function pauseImports({ importStore, now }: FollowImportsPorts): Promise<void> {
  const { failures } = await importStore.readPause();
  const until = now() + Math.min(HOUR_MS * 2 ** failures, MAX_PAUSE_MS);
  await importStore.writePause({ until, failures: failures + 1 });
}

/** After an import that came to something, the next failure is the first again. */
export async function endPause({ importStore }: FollowImportsPorts): Promise<void> {
  const { failures } = await importStore.readPause();
  if (failures > 0) await importStore.writePause({ until: 0, failures: 0 });
}

/** One line for each submission whose people were in an import that came to nothing; they go another way. */
export async function tellFailure(
  { errors, now }: FollowImportsPorts,
  people: readonly ImportedPerson[],
  message: string,
): Promise<void> {
  const submissions = new Set(people.flatMap((person) => person.submissions));
  const occurredAt = new Date(now()).toISOString();
  await errors.record(
    [...submissions].map((submissionId): ErrorDetail => ({
      submissionId,
      occurredAt,
      status: 'Warning',
      stage: 'push',
      target: 'bulkImport',
      code: 'ImportFailed',
      message,
    })),
  );
}

/**
 * Removes the files of the import, wakes everybody who waits for it, and forgets it. In this order a crash loses nobody:
 * who is woken too early finds the lanes taken, or sleeps again.
 */
export async function forgetImport(
  { ports, files }: ImportRound,
  stored: StoredImport,
): Promise<void> {
  const { fileUrl, logFolderUrl } = stored.current;
  await removeFiles(files, [logFolderUrl, fileUrl]);
  await wakeParts(ports);
  await ports.importStore.remove(stored);
  // Who fell asleep between the two has not been woken.
  await wakeParts(ports);
}

/**
 * Nobody but us removes the files: they hold people. What cannot be removed now is found in the folder at the end of
 * the next import, so that keeps no import from ending.
 */
async function removeFiles(
  files: SiteFiles,
  [logFolderUrl, fileUrl]: readonly [string | undefined, string | undefined],
): Promise<void> {
  try {
    if (logFolderUrl !== undefined) await files.remove(logFolderUrl);
    if (fileUrl === undefined) return;
    const found = await files.list(importFolder(fileUrl));
    for (const { url } of found.filter(({ name }) => isImportFile(name))) await files.remove(url);
  } catch (error) {
    if (!(error instanceof SyncError) || error.code === 'StorageUnavailable') throw error;
  }
}
