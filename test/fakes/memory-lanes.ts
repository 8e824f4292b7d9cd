import {
  EMPTY_WINDOW,
  giveBack,
  takeFromWindow,
  type CallWindow,
} from '../../shared/push/call-window';
import type { Host, Lane, Lanes } from '../../shared/push/lanes';

const LEASE_MS = 60_000;
const MARGIN_MS = 5_000;

interface Held {
  lease: number;
  endsAt: number;
  until: number;
  window: CallWindow;
}

/** The lanes in memory; a lease that is not given back ends by time. */
export function memoryLanes(now: () => number): Lanes {
  const lanes = new Map<Host, Held>();
  let leases = 0;
  return {
    acquire(host) {
      const held = lanes.get(host) ?? { lease: 0, endsAt: 0, until: 0, window: EMPTY_WINDOW };
      lanes.set(host, held);
      if (held.endsAt > now()) return Promise.resolve({ kind: 'busy' });
      if (held.until > now()) return Promise.resolve({ kind: 'closed', until: held.until });
      leases += 1;
      Object.assign(held, { lease: leases, endsAt: now() + LEASE_MS });
      return Promise.resolve({ kind: 'mine', lane: memoryLane(held, now) });
    },
  };
}

function memoryLane(held: Held, now: () => number): Lane {
  const { lease } = held;
  const isMine = (): boolean => held.lease === lease;
  return {
    ensure(milliseconds) {
      if (!isMine()) return Promise.resolve(false);
      if (held.endsAt - now() < milliseconds + MARGIN_MS) held.endsAt = now() + LEASE_MS;
      return Promise.resolve(true);
    },
    holdUntil(time) {
      if (isMine()) held.until = Math.max(held.until, time);
      return Promise.resolve();
    },
    reserve(calls, allowance) {
      if (!isMine()) return Promise.resolve({ granted: 0, until: now() });
      const { window, reservation } = takeFromWindow(held.window, { calls, allowance, now: now() });
      held.window = window;
      return Promise.resolve(reservation);
    },
    release(unused = 0) {
      if (isMine()) Object.assign(held, { endsAt: 0, window: giveBack(held.window, unused) });
      return Promise.resolve();
    },
  };
}
