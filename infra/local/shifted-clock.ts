import type { MovableClock } from './host/timer-clock';

/** The time of this process: that of the machine plus an offset. */
export interface ShiftedClock extends MovableClock {
  readonly offsetMs: () => number;
  /** Sets the whole offset, in milliseconds, then tells the listeners. */
  shift(offsetMs: number): void;
}

/**
 * Replaces the global `Date`, so that `Date.now()` and `new Date()` give a time that can be moved.
 * Install it before the app is loaded: code that keeps a reference to `Date.now` keeps the old one.
 * What runs on a monotonic clock (`setTimeout`, `performance.now()`) goes on unshifted.
 */
export function installShiftedClock(): ShiftedClock {
  const machineNow = Date.now;
  const listeners = new Set<() => void>();
  let offset = 0;
  const now = () => machineNow() + offset;
  Date.now = now;
  globalThis.Date = new Proxy(Date, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: (target) => new target(now()).toString(),
  });
  return {
    offsetMs: () => offset,
    shift(offsetMs) {
      offset = offsetMs;
      for (const listener of listeners) listener();
    },
    onShift(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
