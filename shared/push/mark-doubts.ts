import { isDeepStrictEqual } from 'node:util';
import { targetOf } from './plan-push';
import { isOpen, type PushCase } from './push-case';
import type { PushRound } from './push-round';
import type { PushRecord, PushWrite } from './push-store';

/**
 * Marks what is about to be sent as in doubt, before the profile is read that it is sent from (K9). Whoever finds
 * the mark later knows that something may stand there that no hash tells. Rows that somebody else was faster with
 * are read again and stay unmarked.
 */
export async function markDoubts(cases: readonly PushCase[], round: PushRound): Promise<void> {
  const open = cases.filter(isOpen);
  const writes = open.flatMap((one) => writeOf(one, round));
  if (writes.length === 0) return;
  const written = await round.ports.store.write(writes);
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

/** Whether everything that could be sent now carries this round's mark. */
export function isMarked({ plan, stored }: PushCase, round: PushRound): boolean {
  return plan.words
    .filter((word) => round.gates.open(targetOf(word)) !== undefined)
    .every(({ id }) => stored?.record.doubts[id] === round.mark);
}

function writeOf(one: PushCase, round: PushRound): PushWrite[] {
  const record = withMarks(one, round);
  if (sameRecord(record, one.stored?.record)) return [];
  const etag = one.stored?.etag;
  return [{ key: one.key, record, ...(etag === undefined ? {} : { etag }) }];
}

function withMarks({ record, plan }: PushCase, { gates, mark }: PushRound): PushRecord {
  const marks = plan.words
    .filter((word) => gates.open(targetOf(word)) !== undefined)
    .map(({ id }) => [id, mark] as const);
  return { ...record, doubts: { ...record.doubts, ...Object.fromEntries(marks) } };
}

/** Equal rows are not written. */
export function sameRecord(one: PushRecord, other: PushRecord | undefined): boolean {
  return isDeepStrictEqual(one, other);
}
