import type { SyncError } from '../model/sync-error';
import { busyUntil, type GateClosing } from './host-gate';
import type { Gates } from './open-gates';
import type { PersonPushed } from './person-to-push';
import type { PushWord } from './plan-push';
import { isResolved, type PushCase } from './push-case';
import { pushedResult } from './pushed-result';
import { waitsForImport, type PushPorts, type PushRound } from './push-round';

export interface PushAnswer {
  /** Those who are finished, one for each request. */
  readonly results: readonly PersonPushed[];
  /** Others wait, and may be asked for again (all of the request may) from this time on. */
  readonly waitUntil?: number;
  /** Others wait for a bulk import: `going` on already, or to be `started`. */
  readonly awaitsImport?: 'going' | 'started';
  /** The hosts that they wait for, and why: `TenantRefused` is for an administrator to mend. */
  readonly closings: readonly GateClosing[];
  /**
   * A call has failed, and nobody knows what it did: whom it concerns stays in doubt and is to be asked for again. Told
   * once nobody else waits, or when nothing moves: a person's failure uses up no attempts of the others (promise 5).
   */
  readonly failure?: SyncError;
}

/** Nobody can be called now, so nobody was looked at. */
export function toWait(gates: Gates, { now }: PushPorts): PushAnswer {
  return { results: [], closings: gates.closings(), waitUntil: firstEnd(gates, now()) };
}

function firstEnd(gates: Gates, now: number): number {
  const untils = gates.closings().map(({ until }) => until);
  return untils.length > 0 ? Math.min(...untils) : busyUntil(now);
}

/** What became of everybody in a round. */
export function answerOf(cases: readonly PushCase[], round: PushRound): PushAnswer {
  const { gates } = round;
  const results = cases.flatMap((one) => (one.unfinished ? [] : pushedResult(one)));
  const left = cases.filter((one) => one.unfinished && !round.failures.has(one));
  const awaiting = left.filter((one) =>
    leftWords(one).some((word) => waitsForImport(round, one, word)),
  );
  const failure = failureOf(cases, left, round);
  const others = left.filter((one) => !waitsOnlyForImport(round, one));
  const going = round.choice.heldBy === undefined ? 'started' : 'going';
  return {
    results,
    closings: left.length === 0 ? [] : gates.closings(),
    ...waitOf(others, { round, isTold: failure !== undefined }),
    ...(awaiting.length > 0 ? { awaitsImport: going } : {}),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Who has failed while the others wait for an import is asked for again before that has ended. */
const FAILED_WAIT_MS = 60_000;

function waitOf(
  others: readonly PushCase[],
  { round, isTold }: { round: PushRound; isTold: boolean },
): Pick<PushAnswer, 'waitUntil'> {
  const now = round.ports.now();
  if (others.length > 0) return { waitUntil: firstEnd(round.gates, now) };
  return round.failures.size > 0 && !isTold ? { waitUntil: now + FAILED_WAIT_MS } : {};
}

/** `left`: those who wait without having failed. */
function failureOf(
  cases: readonly PushCase[],
  left: readonly PushCase[],
  round: PushRound,
): SyncError | undefined {
  const [failure] = round.failures.values();
  const isDown = round.gates.closings().some(({ code }) => code === 'TenantUnavailable');
  const isMoving =
    cases.some(({ results }) => results.size > 0) ||
    left.some((one) => waitsOnlyForImport(round, one));
  return left.length === 0 || isDown || !isMoving ? failure : undefined;
}

function leftWords({ plan, results }: PushCase): readonly PushWord[] {
  return plan.words.filter(({ id }) => !results.has(id));
}

/** They need not be looked at before an import has ended. */
function waitsOnlyForImport(round: PushRound, one: PushCase): boolean {
  const left = leftWords(one);
  const isWaiting = left.every((word) => waitsForImport(round, one, word));
  return isResolved(one) && left.length > 0 && isWaiting;
}
