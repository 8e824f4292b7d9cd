import { isDeepStrictEqual } from 'node:util';
import type { PushWord } from './plan-push';
import { isOpen, type PushCase } from './push-case';
import type { PushStore, PushRecord, PushWrite } from './push-store';

/** Which words are about to be sent, and under which mark. */
export interface Marking {
  readonly mark: string;
  readonly isChosen: (one: PushCase, word: PushWord) => boolean;
}

/**
 * Marks what is about to be sent as in doubt, before the profile is read that it is sent from (K9). Whoever finds
 * the mark later knows that something may stand there that no hash tells. Rows that somebody else was faster with
 * are read again and stay unmarked. At most a hundred people.
 */
export async function markDoubts(
  cases: readonly PushCase[],
  marking: Marking,
  store: PushStore,
): Promise<void> {
  const open = cases.filter(isOpen);
  const writes = open.flatMap((one) => writeOf(one, marking));
  if (writes.length === 0) return;
  const written = await store.write(writes);
  const marked = new Map(writes.map((write) => [write.key.rowKey, write.record]));
  for (const one of open) {
    const { rowKey } = one.key;
    const etag = written.get(rowKey);
    const record = marked.get(rowKey);
    if (etag === undefined || record === undefined) continue;
    one.record = record;
    one.stored = { record, etag };
  }
}

/** Whether every chosen word carries the mark. */
export function isMarked(one: PushCase, { mark, isChosen }: Marking): boolean {
  return one.plan.words
    .filter((word) => isChosen(one, word))
    .every(({ id }) => one.stored?.record.doubts[id] === mark);
}

function writeOf(one: PushCase, marking: Marking): PushWrite[] {
  const record = withMarks(one, marking);
  if (sameRecord(record, one.stored?.record)) return [];
  const etag = one.stored?.etag;
  return [{ key: one.key, record, ...(etag === undefined ? {} : { etag }) }];
}

function withMarks(one: PushCase, { mark, isChosen }: Marking): PushRecord {
  const marks = one.plan.words
    .filter((word) => isChosen(one, word))
    .map(({ id }) => [id, mark] as const);
  return { ...one.record, doubts: { ...one.record.doubts, ...Object.fromEntries(marks) } };
}

/** Equal rows are not written. */
export function sameRecord(one: PushRecord, other: PushRecord | undefined): boolean {
  return isDeepStrictEqual(one, other);
}
