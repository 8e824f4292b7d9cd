import type { Allowance, Lane } from './lanes';

/** How many calls are reserved at once: a request to storage serves so many calls, and a crash spends no more. */
const BLOCK = 50;

/** The counted calls that one holder of a lane has reserved and not made yet. */
export class ReservedCalls {
  readonly #lane: Lane;
  readonly #allowance: Allowance;
  readonly #now: () => number;
  #left = 0;
  #until = 0;

  constructor(lane: Lane, allowance: Allowance, now: () => number) {
    this.#lane = lane;
    this.#allowance = allowance;
    this.#now = now;
  }

  /** End of the window; milliseconds since the epoch. */
  get until(): number {
    return this.#until;
  }

  /** What was reserved in a window that has ended is void. */
  get left(): number {
    return this.#now() < this.#until ? this.#left : 0;
  }

  /** Reserves a block when none is left; false: there are no more calls before `until`. */
  async refill(): Promise<boolean> {
    if (this.left > 0) return true;
    const { granted, until } = await this.#lane.reserve(BLOCK, this.#allowance);
    this.#left = granted;
    this.#until = until;
    return granted > 0;
  }

  /** One call is about to be made. */
  take(): void {
    this.#left -= 1;
  }
}
