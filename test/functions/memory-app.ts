import { createCachedConfiguration } from '../../shared/configuration/cached-configuration';
import type { TokenVerifier } from '../../shared/access/verify-token';
import { createAcceptDelivery } from '../../shared/flows/accept-delivery';
import { createApplyPart } from '../../shared/flows/apply-part';
import { createAuthorizeCaller } from '../../shared/flows/authorize-caller';
import { createListOutcomes } from '../../shared/flows/list-outcomes';
import { createPlanDelivery } from '../../shared/flows/plan-delivery';
import { createShowSubmission } from '../../shared/flows/show-submission';
import { createStartResync } from '../../shared/flows/start-resync';
import { createMemoryChunkStore } from '../../shared/intake/memory-chunk-store';
import { readFormFile } from '../../shared/intake/read-form-file';
import type { ConfigurationName } from '../../shared/model/configuration-values';
import { createSubmissionProgress } from '../../shared/record/submission-progress';
import { createMemoryActivePeople } from '../fakes/memory-active-people';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { memoryImportStore } from '../fakes/memory-import-store';
import { memoryOwedResync } from '../fakes/memory-owed-resync';
import { createMemoryProfileStore } from '../fakes/memory-profile-store';
import { createMemoryPropertyCatalogue } from '../fakes/memory-property-catalogue';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';
import { createMemorySubmissionFiles } from '../fakes/memory-submission-files';
import { createMemorySubmissionHistory } from '../fakes/memory-submission-history';
import { createMemorySubmissionLedger } from '../fakes/memory-submission-ledger';
import { createMemoryWorkQueue } from '../fakes/memory-work-queue';

const INGEST_ROLES = [
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
const SETTINGS = { SyncConfiguration: { TogoUPEnabled: true, SharePointUPSync: false } };

export interface MemoryAppOptions {
  readonly verifier: TokenVerifier;
  readonly settings?: Readonly<Partial<Record<ConfigurationName, unknown>>>;
  readonly now: () => number;
}

/** The doors' side of the app with its real flows, on stores in memory that a test can look into. */
export function createMemoryApp({ verifier, settings = SETTINGS, now }: MemoryAppOptions) {
  const rows = createMemorySettingsRows(settings);
  const profiles = createMemoryProfileStore();
  const stores = {
    now,
    ledger: createMemorySubmissionLedger({ now }),
    history: createMemorySubmissionHistory(),
    errors: createMemoryErrorDetails(),
    files: createMemorySubmissionFiles(),
    chunks: createMemoryChunkStore(),
    profiles,
    people: createMemoryActivePeople(profiles),
    owed: memoryOwedResync(),
    importStore: memoryImportStore(),
    catalogue: createMemoryPropertyCatalogue(),
    changes: createMemoryWorkQueue(),
    pushes: createMemoryWorkQueue(),
    configuration: createCachedConfiguration({ rows, now }),
  };
  const ports = { ...stores, progress: createSubmissionProgress(stores) };
  return {
    ...stores,
    rows,
    authorizeCaller: createAuthorizeCaller({ verifier, ingestRoles: INGEST_ROLES }),
    readIntakeLimits: () => stores.configuration.read('IntakeLimits'),
    readFormFile,
    acceptDelivery: createAcceptDelivery(ports),
    planDelivery: createPlanDelivery(ports),
    showSubmission: createShowSubmission(ports),
    listOutcomes: createListOutcomes(ports),
    applyPart: createApplyPart(ports),
    startResync: createStartResync(ports),
  };
}

export type MemoryApp = ReturnType<typeof createMemoryApp>;
