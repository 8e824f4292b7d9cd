import { personKey } from '../model/person-key';
import type { ErrorDetail } from '../model/error-detail';
import { countNames, type ChangeOutcome } from '../model/outcome';
import { PUSH_RANGE_SIZE, type PushResult } from '../model/submission';
import type { PersonPushed, PersonToPush } from '../push/person-to-push';
import type { GateClosing } from '../push/host-gate';
import type { Results } from '../record/summarize-submission';

/** People of a part who share one result; it is recorded once all of them are finished. */
export interface PushRange {
  readonly part: number;
  readonly range: number;
  readonly people: readonly PersonToPush[];
}

/** The people of a part whom the tenant must hear of, in ranges of a hundred that are the same at every reading. */
export function pushRanges(
  { submissionId, part, since }: { submissionId: string; part: number; since: number },
  outcomes: readonly ChangeOutcome[],
): PushRange[] {
  const people = inStoreOrder(outcomes.filter(({ push }) => push === true)).map(
    ({ userId, index }): PersonToPush => ({ userId, submissionId, index, attempt: 1, since }),
  );
  const count = Math.ceil(people.length / PUSH_RANGE_SIZE);
  return Array.from({ length: count }, (_, range) => ({
    part,
    range,
    people: people.slice(range * PUSH_RANGE_SIZE, (range + 1) * PUSH_RANGE_SIZE),
  }));
}

/** Neighbours in the store share transactions. */
function inStoreOrder(outcomes: readonly ChangeOutcome[]): ChangeOutcome[] {
  const keyed = outcomes.map((outcome) => ({ outcome, key: personKey(outcome.userId) }));
  keyed.sort((a, b) => a.key.slice - b.key.slice || (a.key.rowKey < b.key.rowKey ? -1 : 1));
  return keyed.map(({ outcome }) => outcome);
}

/** The ranges of a part that have no result, or one of this state. */
export function rangesWithout(
  ranges: readonly PushRange[],
  { pushes }: Results,
  state: 'any' | 'done',
): PushRange[] {
  return ranges.filter(
    ({ part, range }) =>
      !pushes.some(
        (push) =>
          push.part === part && push.range === range && (state === 'any' || push.state === state),
      ),
  );
}

/** What becomes of a range when pushing was switched off after its people had changed: nothing is sent (row S6). */
export function skippedPeople({ people }: PushRange): PersonPushed[] {
  return people.map((person) => ({ person, outcome: 'skipped', errors: [] }));
}

/** The result of a range whose people are all finished. */
export function pushResult(
  { part, range }: PushRange,
  pushed: readonly PersonPushed[],
): PushResult {
  return {
    part,
    range,
    state: 'done',
    pushes: countNames(pushed.map(({ outcome }) => outcome)),
    errors: pushed.reduce((sum, { errors }) => sum + errors.length, 0),
  };
}

/** The results of those ranges whose people are all finished. */
export function finishedRanges(
  ranges: readonly PushRange[],
  pushed: readonly PersonPushed[],
): PushResult[] {
  const byPerson = new Map(pushed.map((one) => [one.person, one]));
  return ranges.flatMap((range) => {
    const finished = range.people.flatMap((person) => byPerson.get(person) ?? []);
    return finished.length === range.people.length ? [pushResult(range, finished)] : [];
  });
}

/** The lines of `TogoUPErrorDetail` about people who were pushed (rows S7, S40). */
export function pushErrorDetails(pushed: readonly PersonPushed[], now: number): ErrorDetail[] {
  const occurredAt = new Date(now).toISOString();
  return pushed.flatMap(({ person, upn, errors }) =>
    errors.map(({ code, message, target, property, warning }) => ({
      submissionId: person.submissionId,
      occurredAt,
      status: warning === true ? ('Warning' as const) : ('Error' as const),
      stage: 'push' as const,
      code,
      message,
      index: person.index,
      userId: person.userId,
      attempt: person.attempt,
      ...(upn === undefined ? {} : { upn }),
      ...(target === undefined ? {} : { target }),
      ...(property === undefined ? {} : { property }),
    })),
  );
}

/**
 * A host that refuses us waits for an administrator, so it is told once a submission: a role may be missing. A host
 * that is busy or throttles is no news.
 */
export function closingDetails(
  submissionId: string,
  closings: readonly GateClosing[],
  now: number,
): ErrorDetail[] {
  return closings
    .filter(({ code }) => code === 'TenantRefused')
    .map(({ host, code, message }) => ({
      submissionId,
      occurredAt: new Date(now).toISOString(),
      status: 'Error',
      stage: 'push',
      target: host === 'graph' ? 'graph' : 'peopleManager',
      code,
      message,
    }));
}
