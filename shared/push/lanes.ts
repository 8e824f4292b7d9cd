import type { PushTarget } from './push-error';

/**
 * The right to call one target. Only one instance has it at a time, and calls only while it is sure to have it for
 * longer than the call can take (K9). Nothing can stop a call that the target carries out late.
 */
export interface Lane {
  /** Makes sure that the lane stays mine for that long; false: it is lost, and no call may be made. */
  ensure(milliseconds: number): Promise<boolean>;
  /** Closes the lane for everybody until that time (milliseconds since the epoch); an earlier time changes nothing. */
  holdUntil(time: number): Promise<void>;
  /** Gives the lane back; a lane that is lost already stays with its new holder. */
  release(): Promise<void>;
}

export type LaneAnswer =
  | { readonly kind: 'mine'; readonly lane: Lane }
  /** The target asked to be left alone until then. */
  | { readonly kind: 'closed'; readonly until: number }
  /** Somebody else has it. */
  | { readonly kind: 'busy' };

/** One lane a target, for all instances of the app. */
export interface Lanes {
  acquire(target: PushTarget): Promise<LaneAnswer>;
}
