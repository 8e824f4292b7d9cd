import { sameRecord } from './mark-doubts';
import { hashOf } from './plan-push';
import { withIdentity, type PushCase } from './push-case';
import type { PushPorts } from './push-round';
import { sinceRetry } from './push-retries';
import { newPushRecord, type PushRecord } from './push-store';
import { passingErrors } from './pushed-result';

const MAX_TURNS = 5;
/** Submissions that a row remembers: those that wait for the same person at the same time. */
const MAX_SUBMISSIONS = 8;

/** What a record is made with, besides what became of the person. */
interface Recording {
  /** The round whose marks may be taken away. */
  readonly mark: string;
  readonly now: number;
  /** When those who failed are due again. */
  readonly retryAt: number;
}

/**
 * Records what was sent and refused, takes the marks away from what is certain now, and notes who is to be tried
 * again. What has no certain answer stays in doubt (K9). Rows that do not change are not written. A hundred people.
 */
export async function recordPushes(
  cases: readonly PushCase[],
  { store, retries }: Pick<PushPorts, 'store' | 'retries'>,
  recording: Recording,
): Promise<void> {
  const again = cases.filter((one) => mustRetry(one, recording));
  await retries.add(
    again.map(({ asked: [first] }) => ({
      ...first,
      attempt: first.attempt + 1,
      since: sinceRetry(recording.retryAt),
      dueAt: recording.retryAt,
    })),
  );
  let left = cases;
  for (let turn = 0; turn < MAX_TURNS && left.length > 0; turn += 1) {
    const writes = left.flatMap((one) => {
      const record = recordAfter(one, { ...recording, isAgain: again.includes(one) });
      if (sameRecord(record, one.stored?.record)) return [];
      const etag = one.stored?.etag;
      return [{ key: one.key, record, ...(etag === undefined ? {} : { etag }) }];
    });
    if (writes.length === 0) return;
    const written = await store.write(writes);
    const lost = new Set(writes.map(({ key }) => key.rowKey).filter((row) => !written.has(row)));
    left = left.filter(({ key }) => lost.has(key.rowKey));
    const rows = await store.read(left.map(({ key }) => key));
    for (const one of left) takeRow(one, rows.get(one.key.rowKey));
  }
  for (const one of left) one.unfinished = true;
}

/** Somebody else has written the row: whom they took the person for counts, not what this round knew before. */
function takeRow(one: PushCase, stored: PushCase['stored']): void {
  one.stored = stored;
  one.found = undefined;
  one.claimed = false;
}

/** The row after the round, from the row as it stands now. */
function recordAfter(one: PushCase, recording: Recording & { isAgain: boolean }): PushRecord {
  const base = one.stored?.record ?? newPushRecord(one.asked[0].userId);
  const { nextTryAt, failedSince, ...known } =
    one.found === undefined ? base : withIdentity(base, one.found);
  const wasSent = [...one.results.values()].includes('sent');
  const submissions = wasSent ? one.asked.map(({ submissionId }) => submissionId) : [];
  return {
    ...known,
    ...afterWords(one, known, recording.mark),
    refusals: afterRefusals(one, known, recording.now),
    ...(one.identityLost ? forgetAddresses(known) : {}),
    ...(one.claimed ? { sharedWith: one.record.sharedWith } : {}),
    ...afterTry(one, { nextTryAt, failedSince }, recording),
    pushedFor: rememberSubmissions(known, submissions),
  };
}

/** The newest first; a few, because only those that wait at the same time are asked for. */
export function rememberSubmissions(
  { pushedFor }: Pick<PushRecord, 'pushedFor'>,
  submissions: readonly string[],
): readonly string[] {
  return [...new Set([...submissions, ...pushedFor])].slice(0, MAX_SUBMISSIONS);
}

/** Only marks of this round are touched: another mark means that another round has gone on from here. */
function afterWords(
  one: PushCase,
  { sent, doubts }: PushRecord,
  mark: string,
): Pick<PushRecord, 'sent' | 'doubts'> {
  const hashes = new Map(Object.entries(sent));
  const left = new Map(Object.entries(doubts));
  const words = new Map(one.plan.words.map((word) => [word.id, word]));
  for (const id of Object.keys(doubts).filter((each) => doubts[each] === mark)) {
    const result = one.results.get(id);
    const word = words.get(id);
    if (result === 'sent' && word !== undefined) {
      left.delete(id);
      if (word.value === null) hashes.delete(id);
      else hashes.set(id, hashOf(word.value));
    } else if (wasNotSent(one, { result, isPlanned: word !== undefined }) && !one.doubted.has(id)) {
      left.delete(id);
    }
  }
  return { sent: Object.fromEntries(hashes), doubts: Object.fromEntries(left) };
}

/** Refused for certain, or no longer wanted by the profile as it was read after the mark. */
function wasNotSent(
  one: PushCase,
  { result, isPlanned }: { result: string | undefined; isPlanned: boolean },
): boolean {
  return result === 'refused' || (one.ready && !isPlanned);
}

/** What was refused just now is news; what has been sent since, or was found, is forgiven. */
function afterRefusals(
  { results, refusals }: PushCase,
  known: PushRecord,
  now: number,
): PushRecord['refusals'] {
  const kept = Object.entries(known.refusals).filter(([id]) => results.get(id) !== 'sent');
  const news = [...refusals].map(([id, refusal]) => [id, { ...refusal, at: now }] as const);
  return { ...Object.fromEntries(kept), ...Object.fromEntries(news) };
}

/** Keeps the account, so that what was sent to it stays known, but has it looked up again. */
function forgetAddresses({ identity }: PushRecord): Pick<PushRecord, 'identity'> {
  return identity === undefined ? {} : { identity: { ...identity, resolvedFrom: '' } };
}

/** Since when the person has failed, and when they are due again; forgotten once they have arrived. */
function afterTry(
  one: PushCase,
  before: Tries,
  { now, retryAt, isAgain }: Recording & { isAgain: boolean },
): Pick<PushRecord, keyof Tries> {
  const hasFailed = passingErrors(one).length > 0;
  if (one.ready && !one.unfinished && !hasFailed) return {};
  const dueAt = isAgain ? retryAt : (before.nextTryAt ?? 0);
  return {
    ...since(before.failedSince ?? (hasFailed ? now : undefined)),
    ...(dueAt > now ? { nextTryAt: dueAt } : {}),
  };
}

function since(failedSince: number | undefined): Pick<PushRecord, 'failedSince'> {
  return failedSince === undefined ? {} : { failedSince };
}

type Tries = { readonly [Name in 'nextTryAt' | 'failedSince']: number | undefined };

/** The second try is the last; who is to be tried again already is not noted twice. */
export function mustRetry(one: PushCase, { now }: Pick<Recording, 'now'>): boolean {
  const isWaiting = (one.stored?.record.nextTryAt ?? 0) > now;
  return one.asked[0].attempt < 2 && !isWaiting && passingErrors(one).length > 0;
}
