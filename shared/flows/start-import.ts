import { randomBytes } from 'node:crypto';
import { RetryLaterError } from '../model/sync-error';
import type { ReadyImport } from '../push/import-gathering';
import { importPath } from '../push/import-path';
import type { ProfileImport, StoredImport } from '../push/import-store';
import { forgetImport, giveUpImport } from './end-import';
import {
  advance,
  inImportRound,
  readPushSettings,
  type FollowImportsPorts,
  type ImportRound,
} from './import-round';
import { gatherImport, type Waiting } from './gather-import';
import { QUEUING_MS, orderImport, refusalOf } from './order-import';
import { readRouting } from './read-routing';
import { readSyncSwitches } from './sync-switches';
import { readWaitingParts, wakeParts } from './waiting-parts';

/** The host ends a function by then: nobody is at an import any more that is still being collected. */
const FUNCTION_TIME_MS = 300_000;

/**
 * Starts an import of everybody who waits for one, from however many submissions. An import that was left while
 * its people were being collected was never queued: it is forgotten, and its marks are ordinary doubts.
 */
export async function startImport(ports: FollowImportsPorts): Promise<void> {
  const asked = await readWaiting(ports);
  // Who has asked for an import before it was switched off sleeps until somebody says that none comes.
  if (asked === undefined && (await ports.importStore.read()) === undefined)
    return wakeParts(ports);
  const settings = asked?.routing.settings ?? (await readPushSettings(ports));
  await inImportRound(ports, { hosts: ['graph', 'sharePoint'], settings }, async (round) => {
    const left = await ports.importStore.read();
    if (left !== undefined && left.current.phase !== 'collecting') return;
    // Whoever had the lanes before may have seen to them, or have found out that no import is to be had.
    const waiting = await readWaiting(ports);
    if (left !== undefined && waiting === undefined) return forgetImport(round, left);
    if (left !== undefined) await ports.importStore.remove(left);
    if (waiting !== undefined) await begin(round, waiting);
  });
}

/** Undefined: nobody waits, or no import may be started now. */
async function readWaiting(ports: FollowImportsPorts): Promise<Waiting | undefined> {
  const parts = await readWaitingParts(ports);
  const [first] = parts;
  if (first === undefined) return undefined;
  const routing = await readRouting(ports, first.submission.id);
  if (routing === undefined || !(await isAllowed(ports, routing))) return undefined;
  return { parts, routing };
}

async function isAllowed(
  { configuration, importStore, now }: FollowImportsPorts,
  { settings }: Waiting['routing'],
): Promise<boolean> {
  const { accepts, pushes } = await readSyncSwitches(configuration);
  if (!accepts || !pushes || settings.bulkImport === 'off') return false;
  return (await importStore.readPause()).until <= now();
}

async function begin(round: ImportRound, waiting: Waiting): Promise<void> {
  const { ports } = round;
  const id = randomBytes(6).toString('hex');
  const startedAt = ports.now();
  const begun = await advance(ports, {
    id,
    phase: 'collecting',
    form: round.form,
    properties: [],
    startedAt,
    dueAt: startedAt + FUNCTION_TIME_MS,
    looks: 0,
  });
  const stored = await storeOrGiveUp(round, begun, waiting);
  if (stored !== undefined) await orderImport(round, stored, { isRepeat: false });
}

/** Undefined: there is nobody to import, or an administrator has to mend something first. */
async function storeOrGiveUp(
  round: ImportRound,
  begun: StoredImport,
  waiting: Waiting,
): Promise<StoredImport | undefined> {
  try {
    const ready = await gatherImport(round, waiting, begun.current.id);
    if (ready.people.length > 0) return await store(round, begun, ready);
    await forgetImport(round, begun);
  } catch (error) {
    const left = await letGo(round, begun, error);
    await giveUpImport(round, left, refusalOf(error).message);
  }
  return undefined;
}

/** Nobody is at it any more: it may be begun again as soon as what has failed may be tried again. */
function letGo({ ports }: ImportRound, begun: StoredImport, error: unknown): Promise<StoredImport> {
  const dueAt = error instanceof RetryLaterError ? error.retryAt : ports.now();
  return advance(ports, { ...begun.current, dueAt }, begun);
}

/** The file's address stands in the row before the import is queued, so that a job is found by it (K9). */
async function store(
  { ports, files }: ImportRound,
  begun: StoredImport,
  { file: { content, properties } }: ReadyImport,
): Promise<StoredImport> {
  const path = importPath(begun.current.id, ports.now(), 1);
  const { url: fileUrl } = await files.put(path, content);
  const dueAt = ports.now() + QUEUING_MS;
  const stored: ProfileImport = { ...begun.current, phase: 'stored', fileUrl, properties, dueAt };
  return advance(ports, stored, begun);
}
