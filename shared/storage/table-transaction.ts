import type { TableClient, TransactionAction } from '@azure/data-tables';
import { storageCall, storageRefusal } from './storage-call';
import type { NewRow } from './table-row';

/** One write of a transaction; the etag makes a replacement conditional. */
export type TableAction =
  | { readonly kind: 'insert' | 'upsert' | 'delete'; readonly row: NewRow }
  | { readonly kind: 'replace' | 'merge'; readonly row: NewRow; readonly etag: string };

/**
 * `conflict`: a row stands already, is gone, or has another version. `refused`: the service does not take a row for
 * what it is. Both name the place of the row, where the service does.
 */
export type TransactionResult =
  | { readonly kind: 'written'; readonly etags: readonly (string | undefined)[] }
  | { readonly kind: 'conflict' | 'refused'; readonly index: number | undefined };

/** All or nothing: at most 100 rows of one partition, each once. */
export function submitWhole(
  client: TableClient,
  actions: readonly TableAction[],
): Promise<TransactionResult> {
  return storageCall(async (abortSignal) => {
    try {
      const transaction = actions.map(toTransactionAction);
      const { subResponses } = await client.submitTransaction(transaction, { abortSignal });
      return { kind: 'written', etags: subResponses.map(({ etag }) => etag) };
    } catch (error) {
      const kind = refusalKind(error);
      if (kind === undefined) throw error;
      return { kind, index: actions.length === 1 ? 0 : placeNamedBy(error) };
    }
  });
}

/**
 * For rows that are independent of one another: where the service refuses the whole, or does not say which row it
 * means, the halves are tried, down to single rows. So the fault of one row, or of the transaction itself (its size,
 * a defect of an emulator), is never taken for the fault of another.
 */
export async function submitInHalves(
  client: TableClient,
  actions: readonly TableAction[],
): Promise<TransactionResult> {
  const result = isTooLong(actions) ? TOO_LONG : await submitWhole(client, actions);
  const isClear =
    result.kind === 'written' || (result.kind === 'conflict' && result.index !== undefined);
  if (isClear || actions.length === 1) return result;
  const middle = Math.ceil(actions.length / 2);
  const first = await submitInHalves(client, actions.slice(0, middle));
  if (first.kind !== 'written') return first;
  const second = await submitInHalves(client, actions.slice(middle));
  if (second.kind === 'written')
    return { kind: 'written', etags: [...first.etags, ...second.etags] };
  return { kind: second.kind, index: (second.index ?? 0) + middle };
}

/** Bytes of a transaction's body (Azure Tables, "Performing entity group transactions"); the emulator takes more. */
const MAX_BODY_BYTES = 4_194_304;
/** Address, headers and keys of one operation. */
const OPERATION_BYTES = 4_096;
const TOO_LONG = { kind: 'refused', index: undefined } as const;

/** What is sure to be refused for its length is not sent: a service that hangs up meanwhile looks like an outage. */
function isTooLong(actions: readonly TableAction[]): boolean {
  if (actions.length === 1) return false;
  return actions.reduce((sum, { row }) => sum + rowBytes(row), 0) > MAX_BODY_BYTES;
}

/** Rather more than what the row takes as JSON: in text as it is stored, escapes at most double the bytes. */
function rowBytes(row: NewRow): number {
  let bytes = OPERATION_BYTES;
  for (const [name, value] of Object.entries(row)) {
    bytes += name.length + (isLong(value) ? 2 * Buffer.byteLength(value) : 64);
  }
  return bytes;
}

function isLong(value: unknown): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array;
}

const CONFLICTS: ReadonlySet<string> = new Set([
  'EntityAlreadyExists',
  'UpdateConditionNotSatisfied',
  'ResourceNotFound',
]);

function refusalKind(error: unknown): 'conflict' | 'refused' | undefined {
  const { status, code = '' } = storageRefusal(error);
  if (CONFLICTS.has(code)) return 'conflict';
  return status === 400 || status === 413 ? 'refused' : undefined;
}

/** The service's messages begin with the place of the operation: `2:The specified entity already exists.` */
function placeNamedBy(error: unknown): number | undefined {
  const place = /^(\d+):/.exec(error instanceof Error ? error.message : '')?.[1];
  return place === undefined ? undefined : Number(place);
}

function toTransactionAction(action: TableAction): TransactionAction {
  const { row } = action;
  switch (action.kind) {
    case 'insert':
      return ['create', row];
    case 'delete':
      return ['delete', row];
    case 'upsert':
      return ['upsert', row, 'Replace'];
    case 'replace':
      return ['update', row, 'Replace', { etag: action.etag }];
    case 'merge':
      return ['update', row, 'Merge', { etag: action.etag }];
  }
}
