import type { Allowance, Reservation } from './lanes';

/** The calls that were reserved in the current window of time, by all instances together. */
export interface CallWindow {
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly spent: number;
}

export const EMPTY_WINDOW: CallWindow = { start: 0, spent: 0 };

/** Takes up to so many calls from what is left in the window; a new one starts with the first call after the last. */
export function takeFromWindow(
  window: CallWindow,
  { calls, allowance, now }: { calls: number; allowance: Allowance; now: number },
): { readonly window: CallWindow; readonly reservation: Reservation } {
  const current = isCurrent(window, { allowance, now }) ? window : { start: now, spent: 0 };
  const granted = Math.max(0, Math.min(calls, allowance.calls - current.spent));
  return {
    window: { ...current, spent: current.spent + granted },
    reservation: { granted, until: current.start + allowance.windowMs },
  };
}

/** Gives calls back that were reserved in this window and not made. */
export function giveBack(window: CallWindow, calls: number): CallWindow {
  return { ...window, spent: Math.max(0, window.spent - calls) };
}

/** Clocks of instances differ: a window that starts a little later than now is the current one too. */
function isCurrent(
  { start }: CallWindow,
  { allowance, now }: { allowance: Allowance; now: number },
): boolean {
  return Math.abs(now - start) < allowance.windowMs;
}
