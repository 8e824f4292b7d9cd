import { SyncError } from '../model/sync-error';

/** The key of the last row of a page, after which the next one starts. */
export interface PagePlace {
  readonly partition: string;
  readonly row: string;
}

const PARTITION = /^\d{4}-\d{2}(-\d{2})?$/;
const ROW = /^[0-9a-f-]{1,200}$/;

/** Hides a place from who must not build on it. */
export function encodeContinuation({ partition, row }: PagePlace): string {
  return Buffer.from(`${partition}/${row}`, 'utf8').toString('base64url');
}

/** Throws `InvalidRequest` for what {@link encodeContinuation} did not give out. */
export function decodeContinuation(continuation: string): PagePlace {
  const [partition = '', row = '', ...rest] = Buffer.from(continuation, 'base64url')
    .toString('utf8')
    .split('/');
  if (rest.length > 0 || !PARTITION.test(partition) || !ROW.test(row)) {
    throw new SyncError('InvalidRequest', 'This continuation was not given out by this address.');
  }
  return { partition, row };
}
