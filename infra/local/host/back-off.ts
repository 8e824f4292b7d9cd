const MIN_MS = 100;

/** How long to wait before an empty queue is asked again, in milliseconds. */
export interface BackOff {
  next(): number;
  reset(): void;
}

/**
 * Randomised exponential back-off as in the real host's queue listener:
 * 100 ms + rand(0.8..1.2) × 2^(n−1) × 100 ms for the n-th empty answer, at most `maxMs`.
 * @param random numbers in [0, 1)
 */
export function createBackOff(maxMs: number, random: () => number = Math.random): BackOff {
  let tries = 0;
  return {
    next() {
      tries += 1;
      const spread = 0.8 + random() * 0.4;
      return Math.min(maxMs, MIN_MS + spread * 2 ** (tries - 1) * MIN_MS);
    },
    reset() {
      tries = 0;
    },
  };
}
