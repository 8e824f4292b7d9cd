import { createAcceptDelivery, type AcceptDelivery } from '../../shared/flows/accept-delivery';
import { createApplyPart, type ApplyPart } from '../../shared/flows/apply-part';
import { createBuryPart, type BuryPart } from '../../shared/flows/bury-part';
import { createBuryPush, type BuryPush } from '../../shared/flows/bury-push';
import { createFollowImports, type FollowImports } from '../../shared/flows/follow-imports';
import type { FollowImportsPorts } from '../../shared/flows/import-round';
import { createPushPart, type PushPart } from '../../shared/flows/push-part';
import { createResyncOwed, type ResyncOwed } from '../../shared/flows/resync-owed';
import { createRetryPushes, type RetryPushes } from '../../shared/flows/retry-pushes';
import { createStartResync, type StartResync } from '../../shared/flows/start-resync';
import {
  createSweepSubmissions,
  type SweepSubmissions,
} from '../../shared/flows/sweep-submissions';
import type { UserProfile } from '../../shared/model/user-profile';
import type { PushPorts, ReadProfiles } from '../../shared/push/push-round';
import {
  createSubmissionProgress,
  type ProgressPorts,
  type SubmissionProgress,
} from '../../shared/record/submission-progress';
import type { Random } from './random';
import type { Scheduler } from './scheduler';
import type { SimulatedWorld, StorePorts, TenantPorts } from './simulated-world';
import {
  LANE_CALL,
  STORAGE_CALL,
  throttledCall,
  throughScheduler,
  type Via,
} from './through-scheduler';
import type { Worker } from './worker';

/** All ports of all flows, as one worker sees them. */
export type FlowPorts = StorePorts & {
  readonly progress: SubmissionProgress;
  readonly tenant: PushPorts;
  readonly retries: PushPorts['retries'];
  readonly startResync: StartResync;
  readonly resyncOwed: ResyncOwed;
  readonly profileImports: FollowImportsPorts['profileImports'];
  readonly openSiteFiles: FollowImportsPorts['openSiteFiles'];
  /** Who waits for a lane waits on the queue: the simulation has no other clock. */
  readonly patience: 0;
  readonly now: () => number;
};

/** What the product does, for one worker. */
export interface Flows {
  readonly acceptDelivery: AcceptDelivery;
  readonly applyPart: ApplyPart;
  readonly pushPart: PushPart;
  readonly followImports: FollowImports;
  readonly retryPushes: RetryPushes;
  readonly buryPart: BuryPart;
  readonly buryPush: BuryPush;
  readonly sweep: SweepSubmissions;
  readonly startResync: StartResync;
}

/** A planted mistake: another way to do one thing. */
export interface Mistake {
  readonly name: string;
  /** Mistakes of what is stored, and how. */
  readonly store?: (ports: StorePorts, world: SimulatedWorld) => Partial<StorePorts>;
  readonly progress?: (ports: ProgressPorts) => SubmissionProgress;
  /** Mistakes of what a worker does. */
  readonly flows?: (ports: FlowPorts, flows: Flows, world: SimulatedWorld) => Partial<Flows>;
}

export type Focus = 'everything' | 'store' | 'tenant';

/** At calls of these ports others may go first. */
const DECIDING: Readonly<Record<Focus, ReadonlySet<string> | undefined>> = {
  everything: undefined,
  store: new Set(['ledger', 'profiles', 'files']),
  tenant: new Set(['profiles', 'store', 'lanes', 'directory', 'claims', 'importStore']),
};

export interface FlowsPlan {
  readonly world: SimulatedWorld;
  readonly store: StorePorts;
  readonly scheduler: Scheduler;
  readonly worker: Worker;
  readonly random: Random;
  readonly mistake: Mistake | undefined;
  readonly focus: Focus;
}

/** The real flows, over ports whose every call goes through the scheduler. */
export function flowsOver(plan: FlowsPlan): Flows {
  const ports = portsOf(plan);
  const flows: Flows = {
    acceptDelivery: createAcceptDelivery(ports),
    applyPart: createApplyPart(ports),
    pushPart: createPushPart(ports),
    followImports: createFollowImports(ports),
    retryPushes: createRetryPushes(ports),
    buryPart: createBuryPart(ports),
    buryPush: createBuryPush(ports),
    sweep: createSweepSubmissions(ports),
    startResync: ports.startResync,
  };
  return { ...flows, ...plan.mistake?.flows?.(ports, flows, plan.world) };
}

function portsOf({
  world,
  store,
  scheduler,
  worker,
  random,
  mistake,
  focus,
}: FlowsPlan): FlowPorts {
  const via = { scheduler, worker, kind: STORAGE_CALL };
  const viaOf = (name: string): Via => ({
    ...via,
    kind: { ...STORAGE_CALL, waits: DECIDING[focus]?.has(name) ?? true },
  });
  const wrap = <Ports extends object>(ports: Ports): Ports =>
    Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [
        name,
        throughScheduler(port as object, viaOf(name)),
      ]),
    ) as Ports;
  const now = (): number => world.now;
  const ports = wrap(store);
  const tenantVia = { ...via, kind: throttledCall(now, () => random.chance(0.3)) };
  const tenant = tenantPorts(world.tenantPorts, wrap, (port) => throughScheduler(port, tenantVia));
  const lanes = throughScheduler(world.tenantPorts.lanes, { ...via, kind: LANE_CALL });
  const readProfiles: ReadProfiles = async (keys) => {
    const rows = await ports.profiles.read(keys);
    return new Map([...rows].map(([key, { profile }]): [string, UserProfile] => [key, profile]));
  };
  const createProgress = mistake?.progress ?? createSubmissionProgress;
  const startResync = createStartResync({ ...ports, now });
  return {
    ...ports,
    now,
    profileImports: throughScheduler(world.imports.profileImports, tenantVia),
    openSiteFiles: (call) =>
      world.imports.openSiteFiles((work) => call(() => scheduler.call(tenantVia, work))),
    patience: 0,
    startResync,
    resyncOwed: createResyncOwed({ ...ports, startResync }),
    tenant: { ...tenant, lanes, readProfiles, now },
    retries: tenant.retries,
    progress: createProgress({ ...ports, now }),
  };
}

function tenantPorts(
  { directory, profiles, ...stored }: TenantPorts,
  wrap: <Ports extends object>(ports: Ports) => Ports,
  wrapTenant: <Port extends object>(port: Port) => Port,
): TenantPorts {
  return {
    ...wrap(stored),
    directory: wrapTenant(directory),
    profiles: wrapTenant(profiles),
  };
}
