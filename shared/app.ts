import { createTokenVerifier } from './access/verify-token';
import { signingKeysUrl, WebSigningKeys } from './access/web-signing-keys';
import { createCredentials } from './app-credentials';
import { createQueues, createStores, toConnection } from './app-stores';
import { createTenant } from './app-tenant';
import type { ConfigurationEditor } from './configuration/configuration';
import { createAcceptDelivery, type AcceptDelivery } from './flows/accept-delivery';
import { createApplyPart, type ApplyPart } from './flows/apply-part';
import { createAuthorizeCaller, type AuthorizeCaller } from './flows/authorize-caller';
import { createBuryPart, type BuryPart } from './flows/bury-part';
import { createBuryPush, type BuryPush } from './flows/bury-push';
import { createFollowImports, type FollowImports } from './flows/follow-imports';
import { createListOutcomes, type ListOutcomes } from './flows/list-outcomes';
import { createPlanDelivery, type PlanDelivery } from './flows/plan-delivery';
import { createPreflight, type Preflight } from './flows/preflight';
import { createPushPart, type PushPart } from './flows/push-part';
import { createResyncOwed } from './flows/resync-owed';
import { createRetryPushes, type RetryPushes } from './flows/retry-pushes';
import { createShowProfile, type ShowProfile } from './flows/show-profile';
import { createShowSubmission, type ShowSubmission } from './flows/show-submission';
import { createStartResync, type StartResync } from './flows/start-resync';
import { createSweepSubmissions, type SweepSubmissions } from './flows/sweep-submissions';
import { createWriteErrorFile, type WriteErrorFile } from './flows/write-error-file';
import { readFormFile } from './intake/read-form-file';
import type { IntakeLimits } from './model/sync-configuration';
import type { WorkQueue } from './model/work-queue';
import type { ErrorDetails } from './record/error-details';
import type { SubmissionHistory } from './record/submission-history';
import { createSubmissionProgress } from './record/submission-progress';
import type { Settings } from './settings';

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
  readonly followImports: FollowImports;
  readonly buryPart: BuryPart;
  readonly buryPush: BuryPush;
  readonly sweepSubmissions: SweepSubmissions;
  readonly writeErrorFile: WriteErrorFile;
  readonly queues: Readonly<Record<'changes' | 'pushes' | 'imports', WorkQueue>>;

  readonly listSubmissions: SubmissionHistory['list'];
  readonly listErrors: ErrorDetails['list'];
  readonly showProfile: ShowProfile;
  readonly configurationEditor: ConfigurationEditor;
  readonly preflight: Preflight;
  readonly startResync: StartResync;

  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How long whoever has little to do waits for a lane that a push has, in milliseconds. */
const PATIENCE_MS = 20_000;
/** Longer than a push has a lane at a time: the error file is not to wait for the end of a long one. */
const TURN_MS = 75_000;

/** The composition root: builds clients, adapters and flows. Nothing is called before it is needed. */
export function createApp(settings: Settings): App {
  const now = () => Date.now();
  const { storage, tenant: credential } = createCredentials(settings);
  const connection = toConnection(settings.storage, storage);
  const stores = createStores(connection, now);
  const queues = createQueues(connection, now);
  const tenantPorts = createTenant({ settings, credential, connection, now }, stores.profiles);
  const { push: tenant } = tenantPorts;
  const progress = createSubmissionProgress(stores);
  const basics = { ...stores, ...queues, ...tenantPorts, tenant, progress };
  const startResync = createStartResync(basics);
  const resyncOwed = createResyncOwed({ ...basics, startResync });
  const ports = { ...basics, resyncOwed, retries: tenant.retries };
  const patient = { ...ports, ...tenant, patience: PATIENCE_MS };
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
    followImports: createFollowImports(ports),
    buryPart: createBuryPart(ports),
    buryPush: createBuryPush(ports),
    sweepSubmissions: createSweepSubmissions(ports),
    writeErrorFile: createWriteErrorFile({ ...ports, ...tenant, patience: TURN_MS }),
    queues,
    listSubmissions: (query) => stores.history.list(query),
    listErrors: (query) => stores.errors.list(query),
    showProfile: createShowProfile(ports),
    configurationEditor: stores.configurationEditor,
    preflight: createPreflight(patient),
    startResync,
    now,
  };
}

function createAccess({ tenantId, audiences, ingestRoles }: Settings['access'], now: () => number) {
  const keys = new WebSigningKeys({ url: signingKeysUrl(tenantId), now });
  return { verifier: createTokenVerifier({ tenantId, audiences, keys, now }), ingestRoles };
}
