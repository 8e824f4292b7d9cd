import { odata } from '@azure/data-tables';
import { readPlain } from '../storage/plain-column';
import type { StorageTable } from '../storage/storage-table';
import type { FindResolvedPeople } from './resolved-people';

/** From table `Pushes`: whoever has an identity there. Partitions `0` to `f` are people, those behind them are not. */
export function createTableResolvedPeople(table: StorageTable): FindResolvedPeople {
  return async (count) => {
    const { rows } = await table.page({
      filter: odata`PartitionKey lt ${'g'} and userPrincipalName gt ${''}`,
      select: ['userPrincipalName'],
      pageSize: count,
    });
    return rows.map((row) => readPlain(row, 'userPrincipalName'));
  };
}
