import { createCachedConfiguration } from '../../shared/configuration/cached-configuration';
import { createApplyPart } from '../../shared/flows/apply-part';
import { createBuryPart } from '../../shared/flows/bury-part';
import { createBuryPush } from '../../shared/flows/bury-push';
import { createPushPart } from '../../shared/flows/push-part';
import { createResyncOwed } from '../../shared/flows/resync-owed';
import { createStartResync } from '../../shared/flows/start-resync';
import { createSweepSubmissions } from '../../shared/flows/sweep-submissions';
import type { ConfigurationName } from '../../shared/model/configuration-values';
import { personKey, type PersonKey } from '../../shared/model/person-key';
import { createSubmissionProgress } from '../../shared/record/submission-progress';
import { newSubmission } from '../contract/sample-submission';
import { createMemoryActivePeople } from '../fakes/memory-active-people';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { memoryImportStore } from '../fakes/memory-import-store';
import { memoryIdentityClaims } from '../fakes/memory-identity-claims';
import { memoryLanes } from '../fakes/memory-lanes';
import { memoryOwedResync } from '../fakes/memory-owed-resync';
import { createMemoryProfileStore } from '../fakes/memory-profile-store';
import { createMemoryPropertyCatalogue } from '../fakes/memory-property-catalogue';
import { memoryPushRetries } from '../fakes/memory-push-retries';
import { memoryPushStore } from '../fakes/memory-push-store';
import { createMemorySettingsRows, type MemorySettingsRows } from '../fakes/memory-settings-rows';
import { createMemorySubmissionFiles } from '../fakes/memory-submission-files';
import { createMemorySubmissionHistory } from '../fakes/memory-submission-history';
import { createMemorySubmissionLedger } from '../fakes/memory-submission-ledger';
import { MemoryTenant } from '../fakes/memory-tenant';
import { createMemoryWorkQueue } from '../fakes/memory-work-queue';
import { createTinyChunkStore } from '../fakes/tiny-chunk-store';

const START = Date.UTC(2026, 4, 17, 12);

/** What the administrator switches. */
interface Switches {
  readonly TogoUPEnabled: boolean;
  readonly SharePointUPSync: boolean;
}

/** The flows behind the doors, over memory; messages are delivered by the test, by calling a flow. */
export function createMemoryPipeline({ partSize = 1 } = {}) {
  const clock = { now: START };
  const now = (): number => clock.now;
  const settings = createMemorySettingsRows();
  const tenant = new MemoryTenant();
  const stores = createStores(now, partSize);
  const { ledger, history } = stores;
  const pipeline = {
    ...stores,
    clock,
    tenant,
    /** As every instance that starts from now on reads it. */
    switch: (switches: Switches) => {
      settings.edit('SyncConfiguration', JSON.stringify(switches));
    },
    /** The flows of one instance of the app, with a cache of settings of its own. */
    instance: () => createInstance({ stores, tenant, settings, now }),
    /** Edits another setting, as every instance that starts from now on reads it. */
    set: (name: ConfigurationName, value: object) => {
      settings.edit(name, JSON.stringify(value));
    },
    /** Accepts a delivery of these people, a part each where their slices differ; gives its id. */
    accept: (userIds: readonly string[], name?: string) =>
      accept({ stores, now }, { userIds, name }),
    stateOf: async (submissionId: string) =>
      ((await ledger.find(submissionId)) ?? (await history.find(submissionId)))?.state,
  };
  pipeline.switch({ TogoUPEnabled: true, SharePointUPSync: true });
  return pipeline;
}

function createStores(now: () => number, partSize: number) {
  const profiles = createMemoryProfileStore();
  return {
    ledger: createMemorySubmissionLedger({ now }),
    history: createMemorySubmissionHistory(),
    errors: createMemoryErrorDetails(),
    files: createMemorySubmissionFiles(),
    chunks: createTinyChunkStore({ partSize }),
    profiles,
    people: createMemoryActivePeople(profiles),
    owed: memoryOwedResync(),
    changes: createMemoryWorkQueue(),
    pushes: createMemoryWorkQueue(),
    imports: createMemoryWorkQueue(),
    buriedChanges: createMemoryWorkQueue(),
    buriedPushes: createMemoryWorkQueue(),
  };
}

type Stores = ReturnType<typeof createStores>;

interface Surroundings {
  readonly stores: Stores;
  readonly tenant: MemoryTenant;
  readonly settings: MemorySettingsRows;
  readonly now: () => number;
}

function createInstance({ stores, tenant, settings, now }: Surroundings) {
  const retries = memoryPushRetries();
  const configuration = createCachedConfiguration({ rows: settings, now });
  const importStore = memoryImportStore();
  const startResync = createStartResync({ ...stores, importStore, configuration, now });
  const ports = {
    ...stores,
    now,
    retries,
    resyncOwed: createResyncOwed({ ...stores, configuration, startResync }),
    catalogue: createMemoryPropertyCatalogue(),
    configuration,
    progress: createSubmissionProgress({ ...stores, now }),
    tenant: {
      now,
      retries,
      store: memoryPushStore(),
      claims: memoryIdentityClaims(),
      lanes: memoryLanes(now),
      imports: importStore,
      directory: tenant.directory,
      profiles: tenant.profiles,
      readProfiles: async (keys: readonly PersonKey[]) =>
        new Map(
          [...(await stores.profiles.read(keys))].map(([key, { profile }]) => [key, profile]),
        ),
    },
  };
  return {
    applyPart: createApplyPart(ports),
    pushPart: createPushPart(ports),
    buryPart: createBuryPart(ports),
    buryPush: createBuryPush(ports),
    sweep: createSweepSubmissions(ports),
    startResync,
  };
}

async function accept(
  { stores, now }: Pick<Surroundings, 'stores' | 'now'>,
  { userIds, name = 'Somebody' }: { userIds: readonly string[]; name?: string | undefined },
): Promise<string> {
  const submission = newSubmission({ receivedAt: now() });
  const writer = stores.chunks.create(submission.id);
  for (const [index, userId] of userIds.entries()) {
    const fields = { name, upn: userId };
    await writer.add({ index, userId, fields, extended: [] }, personKey(userId));
  }
  const { length: accepted } = userIds;
  const counts = { received: accepted, accepted, rejected: 0 };
  await stores.ledger.announce(submission.id, now());
  await stores.ledger.accept({ ...submission, ...(await writer.finish()), ...counts });
  return submission.id;
}
