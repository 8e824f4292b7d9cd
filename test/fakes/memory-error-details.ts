import type { ErrorDetail } from '../../shared/model/error-detail';
import { decodeContinuation, encodeContinuation } from '../../shared/storage/continuation';
import { errorDetailKey } from '../../shared/record/error-detail-key';
import type { ErrorDetails, ErrorQuery } from '../../shared/record/error-details';

const PAGE_SIZE = 1_000;

/** The error table in memory, in the order in which the table gives it. */
export function createMemoryErrorDetails(): ErrorDetails {
  const rows = new Map<string, ErrorDetail>();
  return {
    record: async (details) => {
      for (const detail of details) rows.set(errorDetailKey(detail).rowKey, detail);
    },
    list: async (query) => {
      const { continuation, pageSize = PAGE_SIZE } = query;
      const after = continuation === undefined ? '' : decodeContinuation(continuation).row;
      const found = [...rows]
        .filter(([row, detail]) => row > after && isAskedFor(query, detail))
        .sort(([one], [other]) => (one < other ? -1 : 1));
      const items = found.slice(0, pageSize).map(([, detail]) => detail);
      const last = items.at(-1);
      if (last === undefined || found.length <= pageSize) return { items };
      const { day, rowKey } = errorDetailKey(last);
      return { items, continuation: encodeContinuation({ partition: day, row: rowKey }) };
    },
  };
}

function isAskedFor({ submissionId, userId, code }: ErrorQuery, detail: ErrorDetail): boolean {
  return (
    (submissionId ?? detail.submissionId) === detail.submissionId &&
    (userId ?? detail.userId) === detail.userId &&
    (code ?? detail.code) === detail.code
  );
}
