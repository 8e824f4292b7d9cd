import { odata } from '@azure/data-tables';
import type { PagePlace } from './continuation';
import type { StorageTable } from './storage-table';
import { MAX_PAGE_SIZE } from './table-reads';
import type { TableRow } from './table-row';

/** Partitions looked through for one page; with few rows that fit, a page may be short and yet have a next one. */
const PARTITIONS_A_PAGE = 100;
/** A row key behind all others. */
const END = '~';

/** A list over partitions that are times: months or days, in a form that sorts. */
export interface NewestFirstQuery {
  readonly partitions: {
    /** The newest one that may hold rows. */
    readonly newest: string;
    /** The one before. */
    previous(partition: string): string;
  };
  /** Only rows that also fit this, built with the `odata` tag. */
  readonly filter?: string | undefined;
  /** Only rows behind this place. */
  readonly after?: PagePlace | undefined;
  readonly pageSize: number;
}

export interface NewestFirstPage {
  readonly rows: readonly TableRow[];
  /** Where the next page begins; absent at the end. */
  readonly next?: PagePlace;
}

/** Reads a page, from the newest partition to the oldest; inside each, the keys themselves sort newest first. */
export async function readNewestFirst(
  table: StorageTable,
  query: NewestFirstQuery,
): Promise<NewestFirstPage> {
  const oldest = await findOldest(table);
  const rows: TableRow[] = [];
  let { partition, row } = startOf(query);
  for (let looked = 0; partition >= oldest; looked++) {
    if (looked === PARTITIONS_A_PAGE) return { rows, next: { partition, row } };
    const wanted = query.pageSize + 1 - rows.length;
    rows.push(...(await readPartition(table, query, { place: { partition, row }, wanted })));
    if (rows.length > query.pageSize) return cut(rows, query.pageSize);
    partition = query.partitions.previous(partition);
    row = '';
  }
  return { rows };
}

/** Nothing lies before the newest partition, whatever a caller sends. */
function startOf({ after, partitions }: NewestFirstQuery): PagePlace {
  const start = { partition: partitions.newest, row: '' };
  return after === undefined || after.partition > start.partition ? start : after;
}

/** Partitions of times begin with a year; other rows of the same table do not. */
async function findOldest(table: StorageTable): Promise<string> {
  const { rows } = await table.page({
    filter: odata`PartitionKey ge ${'2'} and PartitionKey lt ${'3'}`,
    select: ['partitionKey', 'rowKey'],
    pageSize: 1,
  });
  return rows[0]?.partitionKey ?? END;
}

interface Wanted {
  readonly place: PagePlace;
  readonly wanted: number;
}

async function readPartition(
  table: StorageTable,
  { filter }: NewestFirstQuery,
  { place, wanted }: Wanted,
): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  let after = place.row;
  for (let more = true; more && rows.length < wanted;) {
    const base = odata`PartitionKey eq ${place.partition} and RowKey gt ${after}`;
    const page = await table.page({
      filter: filter === undefined ? base : `${base} and ${filter}`,
      pageSize: Math.min(MAX_PAGE_SIZE, wanted - rows.length),
    });
    rows.push(...page.rows);
    after = rows[rows.length - 1]?.rowKey ?? END;
    more = page.more;
  }
  return rows;
}

function cut(rows: readonly TableRow[], pageSize: number): NewestFirstPage {
  const page = rows.slice(0, pageSize);
  const last = page[pageSize - 1];
  if (last === undefined) return { rows: page };
  return { rows: page, next: { partition: last.partitionKey, row: last.rowKey } };
}
