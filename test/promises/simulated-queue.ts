import type { WorkMessage, WorkQueue } from '../../shared/model/work-queue';
import type { Random } from './random';

/** How often a message may be delivered before it counts as dead (host.json). */
const MAX_DELIVERIES = 5;
/** The host's lease on a message, milliseconds. */
const LEASE_MS = 10 * 60_000;
/** A failed message is visible again after one to two minutes (K8). */
const RETRY_MS = 60_000;

interface Waiting {
  readonly message: WorkMessage;
  visibleAt: number;
  deliveries: number;
}

/** A message in the hands of a worker. */
export interface Lease {
  readonly message: WorkMessage;
  /** How often it has been delivered, from 1. */
  readonly delivery: number;
  readonly visibleAt: number;
}

export interface QueueTroubles {
  /** Probability that a message is sent twice. */
  readonly duplicates: number;
  /** Probability that a message is lost. */
  readonly losses: number;
}

/** A queue with the host's rules: at least once, in no order, dead after five deliveries. */
export class SimulatedQueue implements WorkQueue {
  troubles: QueueTroubles = { duplicates: 0, losses: 0 };
  readonly #waiting: Waiting[] = [];
  readonly #random: Random;
  readonly #dead: SimulatedQueue | undefined;

  constructor(random: Random, dead?: SimulatedQueue) {
    this.#random = random;
    this.#dead = dead;
  }

  async send(message: WorkMessage, { visibleAt = 0 } = {}): Promise<void> {
    const { duplicates, losses } = this.troubles;
    if (this.#random.chance(losses)) return;
    const copies = this.#random.chance(duplicates) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.#waiting.push({ message, visibleAt, deliveries: 0 });
    }
  }

  /** When the next message becomes visible; undefined when there is none. */
  get nextVisibleAt(): number | undefined {
    const times = this.#waiting.map(({ visibleAt }) => visibleAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Leases some visible message that is wanted; dead ones go to the poison queue instead. */
  take(now: number, isWanted: (message: WorkMessage) => boolean = () => true): Lease | undefined {
    const visible = this.#waiting.filter(
      ({ visibleAt, message }) => visibleAt <= now && isWanted(message),
    );
    if (visible.length === 0) return undefined;
    const taken = this.#random.pick(visible);
    if (taken.deliveries >= MAX_DELIVERIES) {
      this.#remove(taken);
      this.#dead?.receive(taken.message);
      return undefined;
    }
    taken.deliveries += 1;
    taken.visibleAt = now + LEASE_MS;
    return {
      message: taken.message,
      delivery: taken.deliveries,
      visibleAt: taken.visibleAt,
    };
  }

  /** The worker has done its work. Sometimes the message stays all the same, and comes again. */
  complete({ message, visibleAt }: Lease): void {
    const taken = this.#find(message, visibleAt);
    if (taken !== undefined && !this.#random.chance(this.troubles.duplicates)) this.#remove(taken);
  }

  /** The worker has thrown. */
  fail({ message, visibleAt }: Lease, now: number): void {
    const taken = this.#find(message, visibleAt);
    if (taken !== undefined) taken.visibleAt = now + RETRY_MS + this.#random.below(RETRY_MS);
  }

  /** A dead message of another queue; `deliveries`: how often it has been delivered from here already. */
  receive(message: WorkMessage, deliveries = 0): void {
    this.#waiting.push({ message, visibleAt: 0, deliveries });
  }

  #find(message: WorkMessage, visibleAt: number): Waiting | undefined {
    return this.#waiting.find((one) => one.message === message && one.visibleAt === visibleAt);
  }

  #remove(taken: Waiting): void {
    this.#waiting.splice(this.#waiting.indexOf(taken), 1);
  }
}
