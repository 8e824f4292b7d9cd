import { RetryLaterError } from '../model/sync-error';
import type { ProfileImport, StoredImport } from '../push/import-store';
import type { Host } from '../push/lanes';
import { finishImport } from './finish-import';
import {
  inImportRound,
  readPushSettings,
  wakeImport,
  type FollowImportsPorts,
  type ImportRound,
} from './import-round';
import { lookAtImport } from './look-at-import';
import { orderAgain } from './order-import';
import { startImport } from './start-import';

/** A message asks for an import or takes one a step on; the timer only finds again what messages have lost. */
export type ImportTrigger = 'message' | 'timer';

export type FollowImports = (trigger: ImportTrigger) => Promise<void>;

/** Clocks of instances differ: a message that comes so little early is sent again, one that comes earlier is not the one that is due. */
const EARLY_MS = 3_000;

/**
 * Follows bulk imports to their end, one at a time in the tenant: collecting, stored, queued, settling. Every step
 * begins from the row of the import and ends with it, so that it can be taken again after a crash at any point (K9).
 * What must wait, for a lane or for the end of a `Retry-After`, waits on the queue (K10).
 */
export function createFollowImports(ports: FollowImportsPorts): FollowImports {
  return async (trigger) => {
    try {
      await follow(ports, trigger);
    } catch (error) {
      if (!(error instanceof RetryLaterError)) throw error;
      if (trigger === 'message') await wakeImport(ports, error.retryAt);
    }
  };
}

async function follow(ports: FollowImportsPorts, trigger: ImportTrigger): Promise<void> {
  const stored = await ports.importStore.read();
  if (stored === undefined) {
    if (trigger === 'message') await startImport(ports);
    return;
  }
  const { phase, dueAt } = stored.current;
  if (dueAt > ports.now()) {
    if (trigger === 'message' && mustComeAgain(ports, stored)) await wakeImport(ports, dueAt);
  } else if (phase === 'collecting') await startImport(ports);
  else await goOn(ports, stored);
}

/** Whoever queues an import has sent the message for its next look; before that nobody has sent one. */
function mustComeAgain({ now }: FollowImportsPorts, { current }: StoredImport): boolean {
  const { phase, dueAt } = current;
  return phase === 'collecting' || phase === 'stored' || dueAt - now() <= EARLY_MS;
}

type Phase = Exclude<ProfileImport['phase'], 'collecting'>;

interface Step {
  readonly hosts: readonly Host[];
  readonly take: (round: ImportRound, stored: StoredImport) => Promise<void>;
}

const STEPS: Readonly<Record<Phase, Step>> = {
  stored: { hosts: ['graph', 'sharePoint'], take: orderAgain },
  queued: { hosts: ['sharePoint'], take: lookAtImport },
  settling: { hosts: ['graph', 'sharePoint'], take: finishImport },
};

/** The row is read again under the lane: whoever had it before may have moved on. */
async function goOn(ports: FollowImportsPorts, seen: StoredImport): Promise<void> {
  const { hosts, take } = STEPS[seen.current.phase as Phase];
  const settings = await readPushSettings(ports);
  const { form } = seen.current;
  await inImportRound(ports, { hosts, settings, form }, async (round) => {
    const stored = await ports.importStore.read();
    if (stored?.etag === seen.etag) await take(round, stored);
  });
}
