import type { ChangeOutcome } from '../model/outcome';
import type { ChangeMode, ProfileChange } from '../model/profile-change';
import { SyncError } from '../model/sync-error';
import type { EarlierSpeakers } from './earlier-speakers';
import { foldChanges, personWords, type PersonChange } from './fold-changes';
import { mergeChange, type Merged } from './merge-change';
import {
  MAX_TRANSACTION_SIZE,
  type ProfileStore,
  type ProfileWrite,
  type StoredProfile,
} from './profile-store';

/** Buckets that are worked on at once; the store takes about 2,000 rows a second in each. */
const BUCKETS_AT_ONCE = 8;

export interface ChangesToApply {
  readonly changes: readonly ProfileChange[];
  readonly sequence: number;
  readonly mode: ChangeMode;
  readonly earlierSpeakers: EarlierSpeakers;
  readonly now: () => number;
  /** No write starts later than this, milliseconds since the epoch (K3). */
  readonly deadline: number;
  /** Rows a transaction; 1 keeps people apart, for the undertaker (K8). */
  readonly transactionSize?: number;
}

/**
 * Applies what a part says: reads what is stored, merges, writes what changed (K4, K5).
 * A person that the store refuses is an outcome; a failed call throws, and the part can be applied again.
 * Returns one outcome for each change, in the order of the delivery.
 */
export async function applyChanges(
  work: ChangesToApply,
  store: ProfileStore,
): Promise<readonly ChangeOutcome[]> {
  const buckets = groupByBucket(foldChanges(work.changes));
  const outcomes: ChangeOutcome[] = [];
  const queue = buckets.values();
  const applyNext = async (): Promise<void> => {
    for (const people of queue) outcomes.push(...(await applyBucket(work, store, people)));
  };
  await Promise.all(Array.from({ length: BUCKETS_AT_ONCE }, applyNext));
  return outcomes.sort((a, b) => a.index - b.index);
}

async function applyBucket(
  work: ChangesToApply,
  store: ProfileStore,
  people: readonly PersonChange[],
): Promise<ChangeOutcome[]> {
  const stored = await store.read(people.map(({ key }) => key));
  const outcomes: ChangeOutcome[] = [];
  let pending: PendingWrite[] = [];
  for (const person of people) {
    const write = mergePerson(work, person, stored.get(person.key.rowKey));
    if (write.row === undefined) outcomes.push(...toOutcomes(person, write.merged));
    else pending.push(write);
    if (pending.length === (work.transactionSize ?? MAX_TRANSACTION_SIZE)) {
      outcomes.push(...(await writeAll(work, store, pending)));
      pending = [];
    }
  }
  outcomes.push(...(await writeAll(work, store, pending)));
  return outcomes;
}

interface PendingWrite {
  readonly person: PersonChange;
  readonly merged: Merged;
  readonly row: ProfileWrite | undefined;
}

function mergePerson(
  work: ChangesToApply,
  person: PersonChange,
  stored: StoredProfile | undefined,
): PendingWrite {
  const { key } = person;
  const merged = mergeChange({
    stored,
    words: personWords(person, work.mode),
    mode: work.mode,
    sequence: work.sequence,
    now: new Date(work.now()).toISOString(),
    mayBeSpokenOfSince: (after) => work.earlierSpeakers(key.hash32, after),
  });
  if (merged.row === undefined) return { person, merged, row: undefined };
  return { person, merged, row: { key, ...merged.row, ...standingRow(stored) } };
}

/** The row that is written over: its version, and the columns of others. */
function standingRow(stored: StoredProfile | undefined): Pick<ProfileWrite, 'etag' | 'others'> {
  if (stored === undefined) return {};
  const { etag, others } = stored;
  return others === undefined ? { etag } : { etag, others };
}

/**
 * Writes a transaction until it stands. A row that another writer was faster with is read and merged again, with the
 * same reading of the ledger; a row that the service refuses is that person's failure alone (promise 5).
 */
async function writeAll(
  work: ChangesToApply,
  store: ProfileStore,
  writes: readonly PendingWrite[],
): Promise<ChangeOutcome[]> {
  const outcomes: ChangeOutcome[] = [];
  let left = [...writes];
  while (left.length > 0) {
    if (work.now() > work.deadline) {
      throw new SyncError('PartFailed', 'The time for this delivery of the part is over.');
    }
    const result = await store.write(left.flatMap(({ row }) => row ?? []));
    if (result.kind === 'written') {
      return [...outcomes, ...left.flatMap(({ person, merged }) => toOutcomes(person, merged))];
    }
    const stopped = left[result.index];
    if (stopped === undefined) throw new SyncError('Internal', 'The store named no row of ours.');
    left = left.filter((write) => write !== stopped);
    if (result.kind === 'refused') {
      outcomes.push(...toRefusal(stopped.person));
      continue;
    }
    const again = await mergeAgain(work, store, stopped.person);
    if (again.row === undefined) outcomes.push(...toOutcomes(again.person, again.merged));
    else left.push(again);
  }
  return outcomes;
}

async function mergeAgain(
  work: ChangesToApply,
  store: ProfileStore,
  person: PersonChange,
): Promise<PendingWrite> {
  const stored = await store.read([person.key]);
  return mergePerson(work, person, stored.get(person.key.rowKey));
}

function toOutcomes(person: PersonChange, merged: Merged): ChangeOutcome[] {
  const { index, userId } = person.last;
  const push = merged.stands ? { push: true as const } : {};
  return [...toSkipped(person), { index, userId, outcome: merged.outcome, ...push }];
}

function toRefusal(person: PersonChange): ChangeOutcome[] {
  const { index, userId } = person.last;
  const message =
    'What is stored of this person and this change together is more than a row can hold.';
  const refusal: ChangeOutcome = {
    index,
    userId,
    outcome: 'rejected',
    code: 'ProfileTooLarge',
    message,
  };
  return [...toSkipped(person), refusal];
}

/** Earlier entries about the same person have their effect through the last one, and count as skipped (row S11). */
function toSkipped({ earlier, last }: PersonChange): ChangeOutcome[] {
  return earlier.map(({ index, userId }) => ({
    index,
    userId,
    outcome: 'skipped',
    code: 'DuplicateUserId',
    message: `Entry ${String(last.index)} is about the same person and was applied in its place.`,
  }));
}

function groupByBucket(people: readonly PersonChange[]): Map<string, PersonChange[]> {
  const buckets = new Map<string, PersonChange[]>();
  for (const person of people) {
    const bucket = buckets.get(person.key.bucket);
    if (bucket === undefined) buckets.set(person.key.bucket, [person]);
    else bucket.push(person);
  }
  return buckets;
}
