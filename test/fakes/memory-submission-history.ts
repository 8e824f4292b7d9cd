import type { SubmissionSummary } from '../../shared/model/submission';
import { decodeContinuation, encodeContinuation } from '../../shared/storage/continuation';
import type { SubmissionHistory } from '../../shared/record/submission-history';
import { newestFirstKey, submissionMonth } from '../../shared/record/submission-id';

const PAGE_SIZE = 100;

/** The list of submissions in memory, in the order in which the table gives it. */
export function createMemorySubmissionHistory(): SubmissionHistory {
  const rows = new Map<string, SubmissionSummary>();
  return {
    put: async (summary) => {
      const key = newestFirstKey(summary.id);
      const hasEnded = rows.get(key)?.completedAt !== undefined;
      if (!hasEnded || summary.completedAt !== undefined) rows.set(key, summary);
    },
    find: async (id) => rows.get(newestFirstKey(id)),
    list: async ({ state, continuation }) => {
      const after = continuation === undefined ? '' : decodeContinuation(continuation).row;
      const found = [...rows]
        .filter(([row, summary]) => row > after && (state ?? summary.state) === summary.state)
        .sort(([one], [other]) => (one < other ? -1 : 1));
      const page = found.slice(0, PAGE_SIZE);
      const items = page.map(([, summary]) => summary);
      const last = page.at(-1);
      if (last === undefined || found.length <= PAGE_SIZE) return { items };
      const [row, { id }] = last;
      return { items, continuation: encodeContinuation({ partition: submissionMonth(id), row }) };
    },
  };
}
