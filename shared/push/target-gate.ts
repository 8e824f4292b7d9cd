import { RetryLaterError, SyncError, type SyncErrorCode } from '../model/sync-error';
import type { Lane } from './lanes';
import type { PushTarget } from './push-error';
import { CALL_TIMEOUT_MS } from './send-answer';

/** Beyond what a target asks for: clocks of instances differ. */
const HOLD_MARGIN_MS = 2_000;

/** How long to wait for a lane that somebody else has; up to twice as long, so that those who wait do not meet. */
const BUSY_WAIT_MS = 2_000;

/** After so many failed calls in a row the target is taken to be down, and the others wait. */
const MAX_FAILURES = 3;

type Reason = Pick<GateClosing, 'code' | 'message'>;

/** The lane is somebody else's. */
export const BUSY: Reason = {
  code: 'Throttled',
  message: 'Another instance is sending to this target.',
};

const OUT_OF_TIME: Reason = {
  code: 'Throttled',
  message: 'The time of this delivery is up.',
};

/** Why nothing more can be sent to a target now, and until when; milliseconds since the epoch. */
export interface GateClosing {
  readonly target: PushTarget;
  readonly until: number;
  /** `Throttled`, `TenantRefused` or `TenantUnavailable`. */
  readonly code: SyncErrorCode;
  /** For administrators; never holds a value. */
  readonly message: string;
}

/**
 * All calls to one target during a round go through here, one at a time: only with the lane for longer than the
 * call can take, not after the deadline, and not one more once the target has asked for a pause (K9).
 */
export class TargetGate {
  readonly target: PushTarget;
  readonly #lane: Lane;
  readonly #deadline: number;
  readonly #now: () => number;
  #closing: GateClosing | undefined;
  #failures = 0;

  constructor(
    target: PushTarget,
    lane: Lane,
    time: { readonly deadline: number; readonly now: () => number },
  ) {
    this.target = target;
    this.#lane = lane;
    this.#deadline = time.deadline;
    this.#now = time.now;
  }

  /** Set once the gate is closed; it does not open again in this round. */
  get closing(): GateClosing | undefined {
    return this.#closing;
  }

  /** Makes one call. Throws `RetryLaterError` without calling when the gate is closed. */
  async call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    await this.#mayCall();
    try {
      const answer = await work();
      this.#failures = 0;
      return answer;
    } catch (error) {
      await this.#noteFailure(error);
      throw error;
    }
  }

  release(): Promise<void> {
    return this.#lane.release();
  }

  async #mayCall(): Promise<void> {
    if (this.#closing === undefined && !(await this.#lane.ensure(CALL_TIMEOUT_MS))) {
      this.#close(busyUntil(this.#now()), BUSY);
    }
    if (this.#closing === undefined && this.#now() >= this.#deadline) {
      this.#close(this.#now(), OUT_OF_TIME);
    }
    if (this.#closing === undefined) return;
    const { code, message, until } = this.#closing;
    throw new RetryLaterError(code, message, { retryAt: until });
  }

  async #noteFailure(error: unknown): Promise<void> {
    if (error instanceof RetryLaterError) {
      const until = error.retryAt + HOLD_MARGIN_MS;
      this.#close(until, error);
      await this.#lane.holdUntil(until);
    } else if (error instanceof SyncError) {
      this.#failures += 1;
      if (this.#failures >= MAX_FAILURES) this.#close(this.#now(), error);
    }
  }

  #close(until: number, { code, message }: Reason): void {
    this.#closing ??= { target: this.target, until, code, message };
  }
}

/** When to ask again for a lane that somebody else has. */
export function busyUntil(now: number): number {
  return now + BUSY_WAIT_MS + Math.floor(Math.random() * BUSY_WAIT_MS);
}
