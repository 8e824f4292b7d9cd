import { SyncError } from '../model/sync-error';
import type { StorageTable } from '../storage/storage-table';
import type { NewRow } from '../storage/table-row';
import type { TableAction } from '../storage/table-transaction';
import type { EndedSubmission } from './submission-ledger';
import { endedKey, LEDGER } from './table-ledger-row';

/**
 * One transaction takes a row of the ledger away and notes when the blobs that it stood for may go, so that these are
 * known by the one or by the other. Other rows can be inserted with it. Changes nothing when the row is gone.
 */
export async function noteForDeletion(
  table: StorageTable,
  rowKey: string,
  { ended, others = [] }: { readonly ended: EndedSubmission; readonly others?: readonly NewRow[] },
): Promise<void> {
  const inserted = [{ partitionKey: LEDGER, rowKey: endedKey(ended) }, ...others];
  const result = await table.transact([
    { kind: 'delete', row: { partitionKey: LEDGER, rowKey } },
    ...inserted.map((row): TableAction => ({ kind: 'insert', row })),
  ]);
  // A conflict means that the row is gone: somebody was faster, or the answer to an earlier try was lost.
  if (result.kind !== 'refused') return;
  throw new SyncError('Internal', 'The table service refuses a row of the ledger.');
}
