import type { Focus, Mistake } from './flows-over';
import type { PlannedDelivery } from './planned-delivery';
import type { Worker } from './worker';

/** How much goes wrong while the deliveries are on their way. */
export interface Troubles {
  readonly faultRate: number;
  readonly crashRate: number;
  readonly duplicates: number;
  readonly losses: number;
  /** Probability that the administrator switches synchronisation off or on again. */
  readonly switching: number;
  /** From how many people of a part on custom properties go by bulk import. */
  readonly importFrom: number;
  /** Probability that a bulk import goes wrong. */
  readonly badJobs: number;
  /** Whether the clock often leaps by many minutes, so that who is at work is ended. */
  readonly isHasty: boolean;
  /** Whether deliveries come one after another rather than all at once. */
  readonly isSpread: boolean;
  /** Where workers overtake each other: at every call, or only at those that decide what stands. */
  readonly focus: Focus;
}

export interface SimulationPlan {
  readonly seed: number;
  readonly deliveries: readonly PlannedDelivery[];
  readonly troubles: Troubles;
  readonly mistake?: Mistake;
}

/** What is planned for a worker: to crash, or to be held up, at a call. */
export type Fate = Partial<Pick<Worker, 'crashAt' | 'stallAt'>>;

/** Whose message to start; part 0 unless said otherwise. */
export interface VictimName {
  readonly queue: 'changes' | 'pushes' | 'imports' | 'buriedChanges' | 'buriedPushes';
  /** Of a delivery in the order of acceptance, or the id of a submission that none is. */
  readonly place: number | string;
  readonly part?: number;
}
