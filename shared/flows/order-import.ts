import { SyncError } from '../model/sync-error';
import { buildImportFile, readImportFile, withoutProperties } from '../push/import-file';
import { fileName, importPath, isSameFile } from '../push/import-path';
import type { StoredImport } from '../push/import-store';
import type { ImportAnswer, ImportJob } from '../push/profile-imports';
import { giveUpImport, forgetImport } from './end-import';
import { advance, wakeImport, type ImportRound } from './import-round';

/** How soon a queued import is looked at first. */
const FIRST_LOOK_MS = 5_000;

/** How long nobody else queues an import that may just have been queued. */
export const QUEUING_MS = 60_000;

const MAX_TURNS = 2;

type Unfit = Extract<ImportAnswer, { kind: 'unfit' }>;
type Refused = Extract<ImportAnswer, { kind: 'refused' }>;

/**
 * Queues a stored import. Where SharePoint names properties that no import can hold, the catalogue learns that, they
 * are taken out, and the rest is queued once more. Where it takes no imports at all, people are pushed another way.
 * `isRepeat`: it may have been queued before; then it is followed by its file, not by one job, for both have to end.
 */
export async function orderImport(
  round: ImportRound,
  stored: StoredImport,
  { isRepeat }: { isRepeat: boolean },
): Promise<void> {
  let current = stored;
  for (let turn = 1; ; turn += 1) {
    const answer = await ask(round, current);
    if (answer.kind === 'queued') {
      return noteQueued(round, current, isRepeat && turn === 1 ? {} : answer);
    }
    if (answer.kind === 'refused') return giveUpImport(round, current, answer.message);
    for (const name of answer.properties) {
      await round.ports.catalogue.learn(name, { [answer.trait]: true });
    }
    const rest = turn === MAX_TURNS ? undefined : await leaveOut(round, current, answer);
    if (rest === undefined) return forgetImport(round, current);
    current = rest;
  }
}

/** An import that was stored, and perhaps queued before a crash: SharePoint's list of jobs tells. */
export async function orderAgain(round: ImportRound, stored: StoredImport): Promise<void> {
  const [job, ...others] = await findByFile(round, stored);
  if (job === undefined) return orderImport(round, stored, { isRepeat: true });
  return noteQueued(round, stored, others.length === 0 ? { jobId: job.jobId } : {});
}

/** All jobs that import this import's file. */
export async function findByFile(
  { ports, form, sharePoint }: ImportRound,
  { current: { fileUrl = '' } }: StoredImport,
): Promise<readonly ImportJob[]> {
  const jobs = await sharePoint.call(() => ports.profileImports.list(form));
  return jobs.filter((job) => isSameFile(job.fileUrl, fileUrl));
}

/** What an administrator has to mend keeps nobody from being pushed another way; everything else is thrown on. */
export function refusalOf(error: unknown): Refused {
  const isRefusal =
    error instanceof SyncError && (error.code === 'TenantRefused' || error.code === 'SiteMissing');
  if (!isRefusal) throw error;
  return { kind: 'refused', message: error.message };
}

async function ask(
  { ports, form, sharePoint }: ImportRound,
  { current: { fileUrl = '', properties } }: StoredImport,
): Promise<ImportAnswer> {
  try {
    return await sharePoint.call(() => ports.profileImports.queue({ fileUrl, properties }, form));
  } catch (error) {
    return refusalOf(error);
  }
}

async function noteQueued(
  { ports }: ImportRound,
  stored: StoredImport,
  { jobId }: { readonly jobId?: string },
): Promise<void> {
  const dueAt = ports.now() + FIRST_LOOK_MS;
  const job = jobId === undefined ? {} : { jobId };
  await advance(ports, { ...stored.current, ...job, phase: 'queued', looks: 0, dueAt }, stored);
  await wakeImport(ports, dueAt);
}

/** A new file, under a new name, without some properties; undefined when nothing is left. */
async function leaveOut(
  { ports, files }: ImportRound,
  stored: StoredImport,
  { properties }: Unfit,
): Promise<StoredImport | undefined> {
  const { id, fileUrl = '' } = stored.current;
  const content = await files.read({ name: fileName(fileUrl), url: fileUrl });
  const rest = withoutProperties(readImportFile(content), new Set(properties));
  const file = buildImportFile(rest);
  if (file.values === 0) return undefined;
  const put = await files.put(importPath(id, ports.now(), MAX_TURNS), file.content);
  const dueAt = ports.now() + QUEUING_MS;
  const current = { ...stored.current, properties: file.properties, fileUrl: put.url, dueAt };
  return advance(ports, current, stored);
}
