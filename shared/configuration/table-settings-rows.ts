import type { StorageTable } from '../storage/storage-table';
import type { TableAction } from '../storage/table-transaction';
import type { SettingsRow, SettingsRows } from './settings-rows';

const PARTITION = 'Settings';

/** Table `Settings`. Columns beside `Value` are the administrator's and stay as they are. */
export function createTableSettingsRows(table: StorageTable): SettingsRows {
  return {
    read: (name) => find(table, name),
    async write({ name, text, etag }) {
      const row = { partitionKey: PARTITION, rowKey: name, Value: text };
      const action: TableAction =
        etag === undefined ? { kind: 'insert', row } : { kind: 'merge', row, etag };
      const result = await table.transact([action]);
      if (result.kind === 'written') return result.etags[0];
      if (result.kind === 'refused') throw new Error(`Table Settings does not take row ${name}.`);
      // The client repeats a call whose answer was lost, and then meets its own row.
      const standing = await find(table, name);
      return standing?.text === text ? standing.etag : undefined;
    },
  };
}

async function find(table: StorageTable, name: string): Promise<SettingsRow | undefined> {
  const row = await table.get(PARTITION, name);
  if (row === undefined) return undefined;
  const { etag, ['Value']: text } = row;
  return typeof text === 'string' ? { etag, text } : { etag };
}
