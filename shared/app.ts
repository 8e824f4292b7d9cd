import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { createTokenVerifier } from './access/verify-token';
import { signingKeysUrl, WebSigningKeys } from './access/web-signing-keys';
import type { ProfileStore } from './apply/profile-store';
import { createTableProfileStore } from './apply/table-profile-store';
import { createCachedConfiguration } from './configuration/cached-configuration';
import type { ConfigurationEditor } from './configuration/configuration';
import { createConfigurationEditor } from './configuration/configuration-editor';
import { createTableAuditLog } from './configuration/table-audit-log';
import { createTablePropertyCatalogue } from './configuration/table-property-catalogue';
import { createTableSettingsRows } from './configuration/table-settings-rows';
import { createAcceptDelivery, type AcceptDelivery } from './flows/accept-delivery';
import { createApplyPart, type ApplyPart } from './flows/apply-part';
import { createAuthorizeCaller, type AuthorizeCaller } from './flows/authorize-caller';
import { createBuryPart, type BuryPart } from './flows/bury-part';
import { createBuryPush, type BuryPush } from './flows/bury-push';
import { createListOutcomes, type ListOutcomes } from './flows/list-outcomes';
import { createPlanDelivery, type PlanDelivery } from './flows/plan-delivery';
import { createPushPart, type PushPart } from './flows/push-part';
import { createRetryPushes, type RetryPushes } from './flows/retry-pushes';
import { createShowProfile, type ShowProfile } from './flows/show-profile';
import { createShowSubmission, type ShowSubmission } from './flows/show-submission';
import { createSweepSubmissions, type SweepSubmissions } from './flows/sweep-submissions';
import { createBlobChunkStore } from './intake/blob-chunk-store';
import { readFormFile } from './intake/read-form-file';
import type { IntakeLimits } from './model/sync-configuration';
import type { WorkQueue } from './model/work-queue';
import { createBlobLanes } from './push/blob-lanes';
import { createGraphClient } from './push/graph-client';
import { createGraphUsers } from './push/graph-users';
import type { PushPorts, ReadProfiles } from './push/push-round';
import { createSharePointProfiles } from './push/sharepoint-profiles';
import { createTableIdentityClaims } from './push/table-identity-claims';
import { createTablePushRetries } from './push/table-push-retries';
import { createTablePushStore } from './push/table-push-store';
import { createBlobSubmissionFiles } from './record/blob-submission-files';
import type { ErrorDetails } from './record/error-details';
import type { SubmissionHistory } from './record/submission-history';
import { createSubmissionProgress } from './record/submission-progress';
import { createTableErrorDetails } from './record/table-error-details';
import { createTableSubmissionHistory } from './record/table-submission-history';
import { createTableSubmissionLedger } from './record/table-submission-ledger';
import type { Settings, StorageSettings } from './settings';
import { createQueueWorkQueue } from './storage/queue-work-queue';
import { createContainerClient, type StorageConnection } from './storage/storage-connection';
import { openContainer } from './storage/storage-container';
import { openTable } from './storage/storage-table';

/** Everything that the triggers can ask for. */
export interface App {
  readonly authorizeCaller: AuthorizeCaller;

  readonly readIntakeLimits: () => Promise<IntakeLimits>;
  readonly readFormFile: typeof readFormFile;
  readonly acceptDelivery: AcceptDelivery;
  readonly planDelivery: PlanDelivery;
  readonly showSubmission: ShowSubmission;
  readonly listOutcomes: ListOutcomes;

  readonly applyPart: ApplyPart;
  readonly pushPart: PushPart;
  readonly retryPushes: RetryPushes;
  readonly buryPart: BuryPart;
  readonly buryPush: BuryPush;
  readonly sweepSubmissions: SweepSubmissions;
  readonly queues: Readonly<Record<'changes' | 'pushes', WorkQueue>>;

  readonly listSubmissions: SubmissionHistory['list'];
  readonly listErrors: ErrorDetails['list'];
  readonly showProfile: ShowProfile;
  readonly configurationEditor: ConfigurationEditor;

  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The composition root: builds clients, adapters and flows. Nothing is called before it is needed. */
export function createApp(settings: Settings): App {
  const now = () => Date.now();
  const credential = new ManagedIdentityCredential({ ...settings.identity });
  const connection = toConnection(settings.storage, credential);
  const stores = createStores(connection, now);
  const queues = createQueues(connection, now);
  const tenant = createTenant({ settings, credential, connection, now }, stores.profiles);
  const { retries } = tenant;
  const ports = { ...stores, ...queues, progress: createSubmissionProgress(stores), tenant };
  return {
    authorizeCaller: createAuthorizeCaller(createAccess(settings.access, now)),
    readIntakeLimits: () => stores.configuration.read('IntakeLimits'),
    readFormFile,
    acceptDelivery: createAcceptDelivery(ports),
    planDelivery: createPlanDelivery(ports),
    showSubmission: createShowSubmission(ports),
    listOutcomes: createListOutcomes(ports),
    applyPart: createApplyPart(ports),
    pushPart: createPushPart(ports),
    retryPushes: createRetryPushes(ports),
    buryPart: createBuryPart(ports),
    buryPush: createBuryPush(ports),
    sweepSubmissions: createSweepSubmissions({ ...ports, retries }),
    queues,
    listSubmissions: (query) => stores.history.list(query),
    listErrors: (query) => stores.errors.list(query),
    showProfile: createShowProfile(ports),
    configurationEditor: stores.configurationEditor,
    now,
  };
}

function toConnection(storage: StorageSettings, credential: TokenCredential): StorageConnection {
  return storage.kind === 'connectionString'
    ? { connectionString: storage.connectionString }
    : { accountName: storage.accountName, credential };
}

function createAccess({ tenantId, audiences, ingestRoles }: Settings['access'], now: () => number) {
  const keys = new WebSigningKeys({ url: signingKeysUrl(tenantId), now });
  return { verifier: createTokenVerifier({ tenantId, audiences, keys, now }), ingestRoles };
}

function createStores(connection: StorageConnection, now: () => number) {
  const table = (name: string) => openTable(connection, name);
  const submissions = table('Submissions');
  const rows = createTableSettingsRows(table('Settings'));
  const audit = createTableAuditLog(table('AuditLog'));
  return {
    now,
    ledger: createTableSubmissionLedger(submissions, now),
    history: createTableSubmissionHistory(submissions, now),
    errors: createTableErrorDetails(table('TogoUPErrorDetail'), now),
    files: createBlobSubmissionFiles(openContainer(connection, 'submissions')),
    chunks: createBlobChunkStore(createContainerClient(connection, 'submissions')),
    profiles: createTableProfileStore(table('UserProfiles')),
    catalogue: createTablePropertyCatalogue(table('ProfileProperties'), { now }),
    configuration: createCachedConfiguration({ rows, now }),
    configurationEditor: createConfigurationEditor({ rows, audit, now }),
  };
}

function createQueues(connection: StorageConnection, now: () => number) {
  const queue = (name: string) => createQueueWorkQueue({ connection, name, now });
  return {
    changes: queue('profile-changes'),
    pushes: queue('sharepoint-pushes'),
    buriedChanges: queue('profile-changes-poison'),
    buriedPushes: queue('sharepoint-pushes-poison'),
  };
}

interface TenantFacts {
  readonly settings: Settings;
  readonly credential: TokenCredential;
  readonly connection: StorageConnection;
  readonly now: () => number;
}

function createTenant(
  { settings, credential, connection, now }: TenantFacts,
  profiles: ProfileStore,
): PushPorts {
  const { adminHost } = settings.sharePoint;
  const pushes = openTable(connection, 'Pushes');
  return {
    now,
    store: createTablePushStore(pushes),
    claims: createTableIdentityClaims(pushes),
    retries: createTablePushRetries(pushes),
    lanes: createBlobLanes(openContainer(connection, 'lanes'), now),
    directory: createGraphUsers(createGraphClient(credential), now),
    profiles: createSharePointProfiles({ adminHost, credential, now }),
    readProfiles: readProfilesFrom(profiles),
  };
}

function readProfilesFrom(store: ProfileStore): ReadProfiles {
  return async (keys) => {
    const rows = await store.read(keys);
    return new Map([...rows].map(([rowKey, { profile }]) => [rowKey, profile]));
  };
}
