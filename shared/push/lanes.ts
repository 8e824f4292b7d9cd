/** The hosts that are written to, each with a lane of its own: Microsoft Graph, and SharePoint's admin host. */
export const HOSTS = ['graph', 'sharePoint'] as const;

export type Host = (typeof HOSTS)[number];

/** How many calls all instances together may make in a window of time. */
export interface Allowance {
  readonly calls: number;
  readonly windowMs: number;
}

/**
 * The right to call one host. Only one instance has it at a time, and calls only while it is sure to have it for
 * longer than the call can take (K9). Nothing can stop a call that the host carries out late.
 */
export interface Lane {
  /** Makes sure that the lane stays mine for that long; false: it is lost, and no call may be made. */
  ensure(milliseconds: number): Promise<boolean>;
  /** Closes the lane for everybody until that time (milliseconds since the epoch); an earlier time changes nothing. */
  holdUntil(time: number): Promise<void>;
  /**
   * Takes up to so many calls from what is left in the current window, for all instances, before they are made: a
   * crash spends them, it never makes more of them. None left: `granted` is 0 and `until` says when the window ends.
   */
  reserve(calls: number, allowance: Allowance): Promise<Reservation>;
  /** Gives the lane back, with what was reserved and not called for; a lost lane stays with its new holder. */
  release(unused?: number): Promise<void>;
}

export interface Reservation {
  readonly granted: number;
  /** End of the window; milliseconds since the epoch. */
  readonly until: number;
}

export type LaneAnswer =
  | { readonly kind: 'mine'; readonly lane: Lane }
  /** The host asked to be left alone until then. */
  | { readonly kind: 'closed'; readonly until: number }
  /** Somebody else has it. */
  | { readonly kind: 'busy' };

/** One lane a host, for all instances of the app. */
export interface Lanes {
  acquire(host: Host): Promise<LaneAnswer>;
}
