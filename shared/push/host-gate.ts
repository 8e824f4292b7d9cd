import { RetryLaterError, SyncError, type SyncErrorCode } from '../model/sync-error';
import type { Allowance, Host, Lane } from './lanes';
import { ReservedCalls } from './reserved-calls';
import { CALL_TIMEOUT_MS } from './send-answer';

/** How long one round has a lane when others may be waiting for it. */
const LANE_TURN_MS = 60_000;

/** Beyond what a host asks for: clocks of instances differ. */
const HOLD_MARGIN_MS = 2_000;

/** How long to wait for a lane that somebody else has; up to twice as long, so that those who wait do not meet. */
const BUSY_WAIT_MS = 2_000;

/** After so many failures in a row the host is taken to be down, and the others wait. */
const MAX_FAILURES = 3;

/** Why a gate is closed, as a code and a text for administrators that never holds a value. */
export type ClosingReason = Pick<GateClosing, 'code' | 'message'>;

/** The lane is somebody else's. */
export const BUSY: ClosingReason = {
  code: 'Throttled',
  message: 'Another delivery is being sent to this host.',
};

const OUT_OF_TIME: ClosingReason = {
  code: 'Throttled',
  message: 'The time of this delivery is up.',
};

const SPENT: ClosingReason = {
  code: 'Throttled',
  message: 'The calls allowed in five minutes are spent.',
};

/** Why nothing more can be sent to a host now, and until when; milliseconds since the epoch. */
export interface GateClosing {
  readonly host: Host;
  readonly until: number;
  /** `Throttled`, `TenantRefused` or `TenantUnavailable`. */
  readonly code: SyncErrorCode;
  /** For administrators; never holds a value. */
  readonly message: string;
}

export interface CallKind {
  /** The call uses up the allowance of the host (PeopleManager); the others do not. */
  readonly counted?: boolean;
}

export interface GateRules {
  /** No call starts from then on; milliseconds since the epoch. */
  readonly deadline: number;
  readonly now: () => number;
  /** How many counted calls all instances together may make; without it none can be made. */
  readonly allowance?: Allowance;
  /** After so many milliseconds the others get their turn; `LANE_TURN_MS` if absent. */
  readonly turnMs?: number;
  /** A clock that never jumps, as leases have one: a turn is time that others wait. `performance.now` if absent. */
  readonly steadyNow?: () => number;
}

/**
 * All calls to one host during a round go through here: only with the lane for longer than the call can take, not after
 * the deadline or the turn, and not one more once the host has asked for a pause (K9). So they go one after another,
 * whoever asks: of calls under way together, the others would come too early once the first is told to wait. A gate
 * that is closed does not open again in this round.
 */
export class HostGate {
  readonly host: Host;
  readonly #lane: Lane;
  readonly #now: () => number;
  readonly #steadyNow: () => number;
  readonly #deadline: number;
  readonly #turnEndsAt: number;
  readonly #reserved: ReservedCalls | undefined;
  #closing: GateClosing | undefined;
  #spent: GateClosing | undefined;
  #failures = 0;
  #lastCall: Promise<unknown> = Promise.resolve();

  constructor(host: Host, lane: Lane, rules: GateRules) {
    const { deadline, now, allowance, turnMs = LANE_TURN_MS } = rules;
    this.host = host;
    this.#lane = lane;
    this.#now = now;
    this.#steadyNow = rules.steadyNow ?? (() => performance.now());
    this.#deadline = deadline;
    this.#turnEndsAt = this.#steadyNow() + turnMs;
    if (allowance !== undefined) this.#reserved = new ReservedCalls(lane, allowance, now);
  }

  /** Why no call at all can be made any more. */
  get closing(): GateClosing | undefined {
    return this.#closing ?? this.#outOfTime();
  }

  /** Whoever had a turn asks again later than those who wait for theirs. */
  #outOfTime(): GateClosing | undefined {
    const { host } = this;
    const now = this.#now();
    if (now >= this.#deadline) return { host, until: this.#deadline, ...OUT_OF_TIME };
    if (this.#steadyNow() < this.#turnEndsAt) return undefined;
    return { host, until: now + BUSY_WAIT_MS, ...OUT_OF_TIME };
  }

  /** Why no call of that kind can be made any more. */
  closingFor({ counted = false }: CallKind): GateClosing | undefined {
    return this.closing ?? (counted ? this.#spent : undefined);
  }

  /** Makes one call, after those before it. Throws `RetryLaterError` without calling when the gate is closed. */
  call<Answer>(work: () => Promise<Answer>, kind: CallKind = {}): Promise<Answer> {
    const call = this.#lastCall.then(() => this.#make(work, kind));
    this.#lastCall = call.catch(() => undefined);
    return call;
  }

  /** Closes the gate and, with a margin, the lane: the host wants no call before then (milliseconds since the epoch). */
  async hold(retryAt: number, { code, message }: ClosingReason): Promise<void> {
    const until = retryAt + HOLD_MARGIN_MS;
    if (until > (this.#closing?.until ?? 0)) {
      this.#closing = { host: this.host, until, code, message };
    }
    await this.#lane.holdUntil(until);
  }

  /** Gives the lane back. */
  release(): Promise<void> {
    return this.#lane.release(this.#reserved?.left);
  }

  async #make<Answer>(work: () => Promise<Answer>, kind: CallKind): Promise<Answer> {
    this.#refuseIfClosed(kind);
    await this.#makeSure(kind);
    this.#refuseIfClosed(kind);
    if (kind.counted === true) this.#reserved?.take();
    try {
      const answer = await work();
      this.#failures = 0;
      return answer;
    } catch (error) {
      await this.#noteFailure(error);
      throw error;
    }
  }

  #refuseIfClosed(kind: CallKind): void {
    const closing = this.closingFor(kind);
    if (closing === undefined) return;
    throw new RetryLaterError(closing.code, closing.message, { retryAt: closing.until });
  }

  async #makeSure({ counted = false }: CallKind): Promise<void> {
    const isGranted = !counted || (await this.#reserveCalls());
    const { host } = this;
    if (!(await this.#lane.ensure(CALL_TIMEOUT_MS))) {
      this.#closing ??= { host, until: busyUntil(this.#now()), ...BUSY };
    } else if (!isGranted) {
      this.#spent ??= { host, until: this.#reserved?.until ?? 0, ...SPENT };
    }
  }

  #reserveCalls(): Promise<boolean> {
    if (this.#reserved === undefined) throw new Error(`No allowance for ${this.host}.`);
    return this.#reserved.refill();
  }

  async #noteFailure(error: unknown): Promise<void> {
    if (error instanceof RetryLaterError) await this.hold(error.retryAt, error);
    else if (error instanceof SyncError) {
      this.#failures += 1;
      if (this.#failures < MAX_FAILURES) return;
      const { code, message } = error;
      this.#closing ??= { host: this.host, until: this.#now(), code, message };
    }
  }
}

/** When to ask again for a lane that somebody else has. */
export function busyUntil(now: number): number {
  return now + BUSY_WAIT_MS + Math.floor(Math.random() * BUSY_WAIT_MS);
}
