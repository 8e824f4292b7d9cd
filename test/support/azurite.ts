import { afterAll, beforeAll, expect } from '@jest/globals';
import { startAzurite, type Azurite } from '../../infra/local/azurite';
import { openContainer, type StorageContainer } from '../../shared/storage/storage-container';
import type { StorageConnection } from '../../shared/storage/storage-connection';
import { openTable, type StorageTable } from '../../shared/storage/storage-table';
import { tableComplaints } from '../../shared/storage/table-valid';

/** A storage emulator for one test file, in memory, on ports of its own. */
export interface TestStorage {
  connection(): StorageConnection;
  /** A table that nobody has used. Its rows are checked in the end: the real service must take them, too (I12). */
  emptyTable(): StorageTable;
  emptyContainer(): StorageContainer;
  /** A name for a queue or a container that nobody has used. */
  newName(): string;
}

/** To be called at the top of a test file: starts the emulator before its tests and stops it behind them. */
export function useAzurite(): TestStorage {
  let azurite: Azurite | undefined;
  let names = 0;
  const tables: StorageTable[] = [];
  const newName = () => `name${(names += 1)}`;
  const connection = () => {
    if (azurite === undefined) throw new Error('The emulator runs while tests do.');
    return { connectionString: azurite.connectionString };
  };
  beforeAll(async () => {
    azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
  });
  afterAll(async () => {
    try {
      for (const table of tables) await expectTableValid(table);
    } finally {
      await azurite?.close();
    }
  });
  return {
    connection,
    newName,
    emptyTable: () => {
      const table = openTable(connection(), newName());
      tables.push(table);
      return table;
    },
    emptyContainer: () => openContainer(connection(), newName()),
  };
}

/** Every row of a table is one that the real service takes, where the emulator is more lenient. */
async function expectTableValid(table: StorageTable): Promise<void> {
  const rows = await table.list({ filter: '' });
  expect(rows.flatMap(tableComplaints)).toEqual([]);
}
