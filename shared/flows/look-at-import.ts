import type { ProfileImport, StoredImport } from '../push/import-store';
import type { ImportJob } from '../push/profile-imports';
import { advance, wakeImport, type ImportRound } from './import-round';
import { findByFile } from './order-import';

const HOUR_MS = 3_600_000;

/** The first looks follow one another quickly, each after twice the time; then one every five minutes. */
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 300_000;

/**
 * Looks whether a queued import has ended. The next look is noted, and its message sent, before this one: a look that
 * fails costs nothing but itself. An import that has not ended after the set number of hours is given up.
 */
export async function lookAtImport(round: ImportRound, stored: StoredImport): Promise<void> {
  const { ports } = round;
  const { looks } = stored.current;
  if (isTooOld(round, stored)) return settle(round, stored, { end: 'gaveUp' });
  const dueAt = ports.now() + Math.min(FIRST_WAIT_MS * 2 ** looks, LONGEST_WAIT_MS);
  const noted = await advance(ports, { ...stored.current, looks: looks + 1, dueAt }, stored);
  await wakeImport(ports, dueAt);
  const end = endOf(await findJobs(round, noted));
  if (end !== undefined) await settle(round, noted, end);
}

/** Whether nobody waits for the import any longer. */
export function isTooOld({ ports, settings }: ImportRound, { current }: StoredImport): boolean {
  return ports.now() - current.startedAt >= settings.bulkImportHours * HOUR_MS;
}

/** The import's jobs: the one that is known, else whatever imports its file. */
async function findJobs(round: ImportRound, stored: StoredImport): Promise<readonly ImportJob[]> {
  const { ports, form, sharePoint } = round;
  const { jobId } = stored.current;
  if (jobId === undefined) return findByFile(round, stored);
  const job = await sharePoint.call(() => ports.profileImports.find(jobId, form));
  return job === undefined ? findByFile(round, stored) : [job];
}

/** SharePoint's number for an error that it does not name. */
const INTERNAL_ERROR = 1;

/** How the jobs have ended, the worst of them; undefined as long as one has not. */
function endOf(
  jobs: readonly ImportJob[],
): Pick<ProfileImport, 'end' | 'logFolderUrl'> | undefined {
  const [first] = jobs;
  if (first === undefined || !jobs.every(hasEnded)) return undefined;
  const worst = jobs.find((job) => errorOf(job) !== 0) ?? first;
  const { logFolderUrl } = worst;
  return { end: errorOf(worst), ...(logFolderUrl === undefined ? {} : { logFolderUrl }) };
}

function hasEnded({ state }: ImportJob): boolean {
  return state === 'succeeded' || state === 'error';
}

function errorOf({ state, error }: ImportJob): number {
  return state === 'error' && error === 0 ? INTERNAL_ERROR : error;
}

/** The rest needs the lane of Graph, too, so it is a step of its own. */
async function settle(
  { ports }: ImportRound,
  stored: StoredImport,
  end: Pick<ProfileImport, 'end' | 'logFolderUrl'>,
): Promise<void> {
  const dueAt = ports.now();
  await advance(ports, { ...stored.current, ...end, phase: 'settling', dueAt }, stored);
  await wakeImport(ports, dueAt);
}
