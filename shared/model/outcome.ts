import type { SyncErrorCode } from './sync-error';

/** What became of one change (design §2). */
export const OUTCOMES = [
  'created',
  'updated',
  'unchanged',
  'reactivated',
  'deleted',
  'protected',
  'bypassed',
  'skipped',
  'rejected',
  'failed',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** How many changes had each outcome; outcomes that did not occur are absent. */
export type OutcomeCounts = Readonly<Partial<Record<Outcome, number>>>;

/** The `index` of a change of which only the number is left: what it said can no longer be read. */
export const UNKNOWN_INDEX = -1;

/** The outcome of one change, as the outcomes of a part are stored. */
export interface ChangeOutcome {
  readonly index: number;
  readonly userId: string;
  readonly outcome: Outcome;
  /** Why, for every outcome that is not a success. */
  readonly code?: SyncErrorCode;
  readonly message?: string;
  /** Set when the submission's number stands on the person's row, so the tenant must hear of it (K6). */
  readonly push?: true;
}

/** What became of the people to be pushed. */
export const PUSH_OUTCOMES = ['pushed', 'unchanged', 'skipped', 'waiting', 'failed'] as const;

export type PushOutcome = (typeof PUSH_OUTCOMES)[number];

export type PushCounts = Readonly<Partial<Record<PushOutcome, number>>>;

type Counts<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** Counts how often each name occurs. */
export function countNames<Name extends string>(names: Iterable<Name>): Counts<Name> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Adds up counts, name by name. */
export function sumCounts<Name extends string>(all: Iterable<Counts<Name>>): Counts<Name> {
  const sum: Partial<Record<Name, number>> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts) as [Name, number][]) {
      sum[name] = (sum[name] ?? 0) + count;
    }
  }
  return sum;
}

/** The sum over all names. */
export function totalCount(counts: Counts<string>): number {
  return Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
