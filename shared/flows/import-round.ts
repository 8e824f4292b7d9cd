import type { SiteFiles, OpenSiteFiles } from '../model/site-files';
import type { PushSettings } from '../model/sync-configuration';
import { RetryLaterError, SyncError } from '../model/sync-error';
import type { WorkQueue } from '../model/work-queue';
import type { HostGate } from '../push/host-gate';
import type { ImportStore, ProfileImport, StoredImport } from '../push/import-store';
import type { Host } from '../push/lanes';
import { openGates, type Gates } from '../push/open-gates';
import type { ImportForm, ProfileImports } from '../push/profile-imports';
import type { PushPorts } from '../push/push-round';
import type { SubmissionFiles } from '../record/submission-files';
import type { SubmissionLedger } from '../record/submission-ledger';
import { DELIVERY_TIME_MS, OFF_MS } from './apply-part';
import type { RoutingPorts } from './read-routing';

export interface FollowImportsPorts extends RoutingPorts {
  readonly ledger: SubmissionLedger;
  readonly files: SubmissionFiles;
  readonly tenant: Pick<PushPorts, 'store' | 'readProfiles' | 'profiles' | 'lanes' | 'now'>;
  readonly importStore: ImportStore;
  readonly profileImports: ProfileImports;
  readonly openSiteFiles: OpenSiteFiles;
  readonly pushes: WorkQueue;
  /** Queue `sharepoint-imports`. */
  readonly imports: WorkQueue;
  /** How long to wait for lanes that somebody else has, in milliseconds; `LANE_PATIENCE_MS` if absent. */
  readonly patience?: number;
}

/** Longer than the turn of a push: an import that waits gets its own. */
const LANE_PATIENCE_MS = 75_000;

/** One step of an import, with the lanes that it needs. */
export interface ImportRound {
  readonly ports: FollowImportsPorts;
  readonly settings: PushSettings;
  readonly form: ImportForm;
  readonly sharePoint: HostGate;
  /** Through the lane of Graph, which only those have who asked for it. */
  readonly files: SiteFiles;
  /** No call starts from then on; milliseconds since the epoch. */
  readonly deadline: number;
  /** Makes sure of the lanes during work that calls nobody; throws `RetryLaterError` when one is lost. */
  readonly keepLanes: () => Promise<void>;
}

interface RoundRequest {
  readonly hosts: readonly Host[];
  readonly settings: PushSettings;
  /** Of an import that is going on; that of the setting if absent. */
  readonly form?: ImportForm;
}

/**
 * Works with these lanes, the one of SharePoint among them: only its holder moves an import on (K9). Throws
 * `RetryLaterError` when they cannot be had now. People are collected and settled in one turn, so it is as long as the
 * delivery.
 */
export async function inImportRound<Result>(
  ports: FollowImportsPorts,
  { hosts, settings, form = formOf(settings) }: RoundRequest,
  work: (round: ImportRound) => Promise<Result>,
): Promise<Result> {
  const { now, patience = LANE_PATIENCE_MS } = ports;
  const deadline = now() + DELIVERY_TIME_MS;
  const rules = { now, patience, deadline, turnMs: DELIVERY_TIME_MS };
  const gates = await openGates(new Set(hosts), ports.tenant.lanes, rules);
  const keepLanes = async (): Promise<void> => {
    for (const host of hosts) await gateOf(gates, host).call(nothing);
  };
  const files = ports.openSiteFiles(async (call) => {
    // A long upload must not cost the other lane; a SharePoint that asks for a pause keeps no file from being removed.
    await gates.open('sharePoint')?.call(nothing);
    return gateOf(gates, 'graph').call(call);
  });
  try {
    refuseIfShut(gates);
    const sharePoint = gateOf(gates, 'sharePoint');
    return await work({ ports, settings, form, sharePoint, files, deadline, keepLanes });
  } finally {
    await gates.release();
  }
}

/** Nothing new is started while imports are off. */
function formOf({ bulkImport }: PushSettings): ImportForm {
  return bulkImport === 'off' ? 'csom' : bulkImport;
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

function refuseIfShut(gates: Gates): void {
  const [first, ...others] = gates.closings();
  if (first === undefined) return;
  const retryAt = Math.max(first.until, ...others.map(({ until }) => until));
  throw new RetryLaterError(first.code, first.message, { retryAt });
}

function gateOf(gates: Gates, host: Host): HostGate {
  const gate = gates.open(host);
  if (gate !== undefined) return gate;
  const closing = gates.closings().find((one) => one.host === host);
  if (closing === undefined) throw new Error(`The lane of ${host} was not asked for.`);
  throw new RetryLaterError(closing.code, closing.message, { retryAt: closing.until });
}

/** Writes the next step of an import. Throws when another instance was faster: then it is no longer mine to move on. */
export async function advance(
  { importStore }: Pick<FollowImportsPorts, 'importStore'>,
  current: ProfileImport,
  from?: StoredImport,
): Promise<StoredImport> {
  const etag = await importStore.write(current, from?.etag);
  if (etag !== undefined) return { current, etag };
  throw new SyncError('StorageUnavailable', 'Another instance goes on with this import.');
}

/** Sends the message that takes the import's next step at that time; milliseconds since the epoch. */
export function wakeImport(
  { imports }: Pick<FollowImportsPorts, 'imports'>,
  visibleAt: number,
): Promise<void> {
  return imports.send({ version: 1, import: true }, { visibleAt });
}

/** What is under way ends also while pushing is switched off; only a broken setting makes it wait. */
export async function readPushSettings({
  configuration,
  now,
}: FollowImportsPorts): Promise<PushSettings> {
  try {
    return await configuration.read('Push');
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'ConfigurationInvalid') throw error;
    throw new RetryLaterError(error.code, error.message, { retryAt: now() + OFF_MS, cause: error });
  }
}
