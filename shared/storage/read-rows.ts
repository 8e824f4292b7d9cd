import { odata } from '@azure/data-tables';
import { mapInParallel } from './map-in-parallel';
import type { StorageTable } from './storage-table';
import { MAX_PAGE_SIZE } from './table-reads';
import type { TableRow } from './table-row';

/** A page is worth its rows while at least every twentieth is wanted; beyond that, reads of single rows are cheaper. */
const ROWS_WORTH_READING = 20;
const SINGLE_READS_AT_ONCE = 16;

/**
 * Reads the rows of one partition that have one of these keys, in few requests: page by page through the range of
 * the keys, each page beginning at the next wanted key, while wanted keys lie dense; one by one where they lie far
 * apart. A range without any row costs one request.
 */
export async function readRows(
  table: StorageTable,
  partitionKey: string,
  rowKeys: readonly string[],
): Promise<TableRow[]> {
  const wanted = new Set(rowKeys);
  const rows: TableRow[] = [];
  let left = [...wanted].sort();
  while (left.length > 1) {
    const page = await readRange(table, partitionKey, left);
    rows.push(...page.rows.filter(({ rowKey }) => wanted.has(rowKey)));
    if (!page.more) return rows;
    const covered = countCovered(left, page.rows);
    left = left.slice(covered);
    if (page.rows.length > covered * ROWS_WORTH_READING) break;
  }
  const single = await mapInParallel(left, SINGLE_READS_AT_ONCE, (rowKey) =>
    table.get(partitionKey, rowKey),
  );
  return [...rows, ...single.filter((row) => row !== undefined)];
}

function readRange(
  table: StorageTable,
  partitionKey: string,
  keys: readonly string[],
): ReturnType<StorageTable['page']> {
  const first = keys[0] ?? '';
  const last = keys[keys.length - 1] ?? '';
  return table.page({
    filter: odata`PartitionKey eq ${partitionKey} and RowKey ge ${first} and RowKey le ${last}`,
    pageSize: Math.min(MAX_PAGE_SIZE, keys.length * ROWS_WORTH_READING),
  });
}

/**
 * How many of the sorted keys a page has answered for. At least one: should a service sort unusual characters in
 * another way, a key is skipped at worst, and the insert that follows finds the row.
 */
function countCovered(keys: readonly string[], rows: readonly TableRow[]): number {
  const end = rows[rows.length - 1]?.rowKey ?? '';
  const covered = keys.findIndex((key) => key > end);
  return Math.max(1, covered === -1 ? keys.length : covered);
}
