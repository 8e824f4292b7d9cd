import { SyncError } from '../model/sync-error';

/** The key of the last row of a page, after which the next one starts; an empty row is before all others. */
export interface PagePlace {
  readonly partition: string;
  readonly row: string;
}

/** A month or a day; row keys of lists are made of hexadecimal digits and dashes. */
const PARTITION = /^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/;
const ROW = /^[0-9a-f-]{0,200}$/;

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
