import type { TableClient } from '@azure/data-tables';
import { createOnce } from './create-once';
import { storageCall, storageRefusal } from './storage-call';
import { createTableClient, type StorageConnection } from './storage-connection';
import { getRow, listRows, readPage } from './table-reads';
import type { NewRow, TablePage, TableQuery, TableRow } from './table-row';
import {
  submitInHalves,
  submitWhole,
  type TableAction,
  type TransactionResult,
} from './table-transaction';

/** One table, created at its first use. Every call throws `StorageUnavailable` when the service does not answer. */
export interface StorageTable {
  readonly client: TableClient;
  get(partitionKey: string, rowKey: string): Promise<TableRow | undefined>;
  /** The first rows that fit, at most `pageSize` (up to 1,000). */
  page(query: TableQuery & { readonly pageSize: number }): Promise<TablePage>;
  /** All rows that fit, in the order of their keys; `pageSize`: rows a request, for rows that are long. */
  list(query: TableQuery & { readonly pageSize?: number }): Promise<TableRow[]>;
  /** False when the row stands already. */
  insert(row: NewRow): Promise<boolean>;
  /** Puts the row in the place of whatever stands there. */
  upsert(row: NewRow): Promise<void>;
  /** Replaces the row, or merges columns into it, if it still has this version; tells whether it had. */
  replace(row: NewRow, etag: string): Promise<boolean>;
  merge(row: NewRow, etag: string): Promise<boolean>;
  /** Deletes the row if it is there. */
  remove(partitionKey: string, rowKey: string): Promise<void>;
  /** All or nothing: at most 100 rows of one partition, each once. */
  transact(actions: readonly TableAction[]): Promise<TransactionResult>;
  /** For independent rows: as {@link submitInHalves}. */
  transactInHalves(actions: readonly TableAction[]): Promise<TransactionResult>;
}

export function openTable(connection: StorageConnection, name: string): StorageTable {
  const client = createTableClient(connection, name);
  const create = createOnce(() =>
    storageCall((abortSignal) => client.createTable({ abortSignal })),
  );
  const afterwards = async <Result>(operation: () => Promise<Result>): Promise<Result> => {
    await create();
    return operation();
  };
  return {
    client,
    get: (partitionKey, rowKey) => afterwards(() => getRow(client, partitionKey, rowKey)),
    page: (query) => afterwards(() => readPage(client, query)),
    list: (query) => afterwards(() => listRows(client, query)),
    insert: (row) =>
      afterwards(() => isDone((abortSignal) => client.createEntity(row, { abortSignal }))),
    upsert: (row) =>
      afterwards(async () => {
        await storageCall((abortSignal) => client.upsertEntity(row, 'Replace', { abortSignal }));
      }),
    replace: (row, etag) => afterwards(() => update(client, { row, mode: 'Replace', etag })),
    merge: (row, etag) => afterwards(() => update(client, { row, mode: 'Merge', etag })),
    remove: (partitionKey, rowKey) =>
      afterwards(async () => {
        await isDone((abortSignal) => client.deleteEntity(partitionKey, rowKey, { abortSignal }));
      }),
    transact: (actions) => afterwards(() => submitWhole(client, actions)),
    transactInHalves: (actions) => afterwards(() => submitInHalves(client, actions)),
  };
}

interface Update {
  readonly row: NewRow;
  readonly mode: 'Merge' | 'Replace';
  readonly etag: string;
}

function update(client: TableClient, { row, mode, etag }: Update): Promise<boolean> {
  return isDone((abortSignal) => client.updateEntity(row, mode, { etag, abortSignal }));
}

const NOT_AS_EXPECTED: ReadonlySet<string> = new Set([
  'EntityAlreadyExists',
  'UpdateConditionNotSatisfied',
  'ResourceNotFound',
]);

/** Whether the write was made; not, when what stands is not what the write expects. */
function isDone(write: (abortSignal: AbortSignal) => Promise<unknown>): Promise<boolean> {
  return storageCall(async (abortSignal) => {
    try {
      await write(abortSignal);
      return true;
    } catch (error) {
      if (NOT_AS_EXPECTED.has(storageRefusal(error).code ?? '')) return false;
      throw error;
    }
  });
}
