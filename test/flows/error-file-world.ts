import { createCachedConfiguration } from '../../shared/configuration/cached-configuration';
import { createWriteErrorFile } from '../../shared/flows/write-error-file';
import { createSubmissionProgress } from '../../shared/record/submission-progress';
import { accepted } from '../contract/accept-announced';
import { newSubmission } from '../contract/sample-submission';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { memoryLanes } from '../fakes/memory-lanes';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';
import { MemorySite } from '../fakes/memory-site-files';
import { createMemorySubmissionHistory } from '../fakes/memory-submission-history';
import { createMemorySubmissionLedger } from '../fakes/memory-submission-ledger';

const START = Date.UTC(2026, 4, 17, 12);

/** Submissions that end, a site and the timer that writes. */
export function createErrorFileWorld() {
  const clock = { now: START };
  const now = (): number => clock.now;
  const settings = createMemorySettingsRows();
  const lanes = memoryLanes(now);
  const site = new MemorySite();
  const stores = {
    ledger: createMemorySubmissionLedger({ now }),
    history: createMemorySubmissionHistory(),
    errors: createMemoryErrorDetails(),
  };
  const progress = createSubmissionProgress({ ...stores, now });
  const ports = { ...stores, lanes, openSiteFiles: site.open, patience: 0, now };
  const world = {
    ...stores,
    clock,
    site,
    lanes,
    switchPush: (SharePointUPSync: boolean) => {
      settings.edit('SyncConfiguration', JSON.stringify({ TogoUPEnabled: true, SharePointUPSync }));
    },
    /** Ends a submission of one person, whom the tenant refused if `failed`. */
    async end({ failed = 0, toPush = 1 } = {}): Promise<string> {
      const { id } = await accepted(
        stores.ledger,
        newSubmission({ receivedAt: now(), received: 1, accepted: 1, rejected: 0, parts: [PART] }),
      );
      const outcomes = { created: 1 };
      const done = { part: 0, state: 'done' as const };
      await stores.ledger.recordPart(id, { ...done, outcomes, toPush, errors: 0 });
      const pushes = failed > 0 ? { failed } : { pushed: 1 };
      if (toPush > 0)
        await stores.ledger.recordPushes(id, [{ ...done, range: 0, pushes, errors: failed }]);
      if (failed > 0) await stores.errors.record([errorOf(id)]);
      await progress.finish(id, 1);
      return id;
    },
    /** The timer, as an instance that has just started. */
    async write(): Promise<void> {
      const configuration = createCachedConfiguration({ rows: settings, now });
      await createWriteErrorFile({ ...ports, configuration })();
    },
    latestText: () => site.text('TogoUPErrorDetail.json'),
    latest: () => JSON.parse(site.text('TogoUPErrorDetail.json') ?? 'null'),
    linesOf: async (submissionId: string) =>
      (await stores.errors.list({ submissionId })).items.filter(
        ({ target }) => target === 'errorFile',
      ),
  };
  world.switchPush(true);
  return world;
}

const PART = { kind: 'changes' as const, offset: 0, length: 10, count: 1 };

/** What the tenant said of the person. */
export function errorOf(submissionId: string) {
  return {
    submissionId,
    occurredAt: new Date(START).toISOString(),
    status: 'Error',
    stage: 'push',
    target: 'graph',
    property: 'department',
    code: 'ValueRefused',
    message: 'Entra refuses the value.',
    index: 0,
    userId: 'anna',
    upn: 'anna@contoso.com',
  } as const;
}
