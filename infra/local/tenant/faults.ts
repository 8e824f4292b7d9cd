import type { Target } from './throttle';

/**
 * `500-permanent` says no with a 500; `reset-before` cuts the connection before anything is done,
 * `reset-after` once all is done, so that the caller cannot know; `slow` waits, then answers;
 * `html` answers like a gateway in between.
 */
export type FaultKind = '500-permanent' | 'reset-before' | 'reset-after' | 'slow' | 'html';

export interface Fault {
  target: Target;
  /** How many calls it meets. */
  count: number;
  kind: FaultKind;
  /** Only calls whose decoded address or body contains this text; empty meets every call. */
  matching: string;
  /** For `slow`, in milliseconds of real time. */
  delayMs: number;
  /** For `html`. */
  status: number;
}

/** The faults that were asked for and have not happened yet. */
export class Faults {
  #faults: Fault[] = [];

  get pending(): readonly Fault[] {
    return this.#faults;
  }

  reset(): void {
    this.#faults = [];
  }

  plan(fault: Fault): void {
    this.#faults.push({ ...fault });
  }

  /** The first fault of these kinds that meets a call with this text, used up by one. */
  take(target: Target, kinds: readonly FaultKind[], text: string): Fault | undefined {
    const fault = this.#faults.find(
      (one) =>
        one.target === target &&
        kinds.includes(one.kind) &&
        text.toLowerCase().includes(one.matching.toLowerCase()),
    );
    if (fault === undefined) return undefined;
    fault.count -= 1;
    this.#faults = this.#faults.filter((one) => one.count > 0);
    return fault;
  }
}
