import type { Simulation } from './simulation';
import type { Fate } from './simulation-plan';
import type { Worker } from './worker';

/** A story with one worker to whom something happens; it may not come to that. */
export interface Story {
  readonly name: string;
  /** From how many people of a part on custom properties go by bulk import; so many that none does if absent. */
  readonly importFrom?: number;
  readonly tell: (simulation: Simulation, fate: Fate) => Promise<Worker | undefined>;
}
