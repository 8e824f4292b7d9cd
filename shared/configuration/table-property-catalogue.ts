import { odata } from '@azure/data-tables';
import { PROPERTY_TYPES } from '../model/extended-property';
import type { LearnedTraits, ProfileProperty, PropertyCatalogue } from '../model/profile-property';
import { SyncError } from '../model/sync-error';
import type { StorageTable } from '../storage/storage-table';
import type { TableAction } from '../storage/table-transaction';
import { createFreshValue } from './fresh-value';
import { fromPropertyRow, PROPERTY_PARTITION, propertyRowKey, toPropertyRow } from './property-row';

const MAX_AGE_MS = 30_000;
const MAX_TRANSACTION_SIZE = 100;
/** Each try loses only to a property that another delivery added meanwhile. */
const MAX_TRIES = 10;

type Known = ReadonlyMap<string, ProfileProperty>;

/** Table `ProfileProperties`, remembered for half a minute. `now`: milliseconds since the epoch. */
export function createTablePropertyCatalogue(
  table: StorageTable,
  { now }: { now: () => number },
): PropertyCatalogue {
  const fresh = createFreshValue({ load: () => readAll(table), now, maxAgeMs: MAX_AGE_MS });
  return {
    read: fresh.get,
    async add(properties) {
      for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
        fresh.forget();
        const known = await fresh.get();
        const missing = properties.filter(({ name }) => !known.has(name));
        if (missing.length === 0) return known;
        await insertAll(table, missing);
      }
      throw restless();
    },
    async learn(name, traits) {
      for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
        if (!(await noteTraits(table, { name, traits }))) continue;
        fresh.forget();
        return;
      }
      throw restless();
    },
  };
}

/** Into the row as it stands, or a new one; false when somebody else wrote or removed it in between. */
async function noteTraits(
  table: StorageTable,
  { name, traits }: { name: string; traits: LearnedTraits },
): Promise<boolean> {
  const key = { partitionKey: PROPERTY_PARTITION, rowKey: propertyRowKey(name) };
  const standing = await table.get(key.partitionKey, key.rowKey);
  if (standing === undefined) {
    return table.insert({ ...toPropertyRow({ name, type: PROPERTY_TYPES.string, ...traits }) });
  }
  return table.merge({ ...key, ...traits }, standing.etag);
}

function restless(): SyncError {
  return new SyncError('StorageUnavailable', 'The property catalogue does not come to rest.');
}

async function readAll(table: StorageTable): Promise<Known> {
  const rows = await table.list({ filter: odata`PartitionKey eq ${PROPERTY_PARTITION}` });
  const properties = rows.map(fromPropertyRow);
  return new Map(properties.map((property) => [property.name, property]));
}

/** Inserts until one of them is there already; who calls looks again at what is missing then. */
async function insertAll(
  table: StorageTable,
  properties: readonly ProfileProperty[],
): Promise<void> {
  const actions = properties.map((property): TableAction => ({
    kind: 'insert',
    row: { ...toPropertyRow(property) },
  }));
  for (let start = 0; start < actions.length; start += MAX_TRANSACTION_SIZE) {
    const result = await table.transact(actions.slice(start, start + MAX_TRANSACTION_SIZE));
    if (result.kind === 'written') continue;
    if (result.kind === 'conflict') return;
    throw new Error('Table ProfileProperties does not take a property.');
  }
}
