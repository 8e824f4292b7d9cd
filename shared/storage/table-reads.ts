import type { TableClient } from '@azure/data-tables';
import { storageCall, storageRefusal } from './storage-call';
import type { TablePage, TableQuery, TableRow } from './table-row';

/** Rows that the service puts into one answer at most. */
export const MAX_PAGE_SIZE = 1_000;

export async function getRow(
  client: TableClient,
  partitionKey: string,
  rowKey: string,
): Promise<TableRow | undefined> {
  return storageCall(async (abortSignal) => {
    try {
      return await client.getEntity<TableRow>(partitionKey, rowKey, { abortSignal });
    } catch (error) {
      if (storageRefusal(error).code === 'ResourceNotFound') return undefined;
      throw error;
    }
  });
}

export async function readPage(
  client: TableClient,
  query: TableQuery & { readonly pageSize: number },
): Promise<TablePage> {
  let answer = await readAnswer(client, query);
  // The service may answer with no row and "there is more", at the borders of its own servers.
  while (answer.rows.length === 0 && answer.next !== undefined) {
    answer = await readAnswer(client, query, answer.next);
  }
  return { rows: answer.rows, more: answer.next !== undefined };
}

export async function listRows(
  client: TableClient,
  query: TableQuery & { readonly pageSize?: number },
): Promise<TableRow[]> {
  const pages = { pageSize: MAX_PAGE_SIZE, ...query };
  let answer = await readAnswer(client, pages);
  const rows = [...answer.rows];
  while (answer.next !== undefined) {
    answer = await readAnswer(client, pages, answer.next);
    rows.push(...answer.rows);
  }
  return rows;
}

interface Answer {
  readonly rows: readonly TableRow[];
  /** Where the service goes on. */
  readonly next: string | undefined;
}

function readAnswer(
  client: TableClient,
  { filter, select, pageSize }: TableQuery & { readonly pageSize: number },
  next?: string,
): Promise<Answer> {
  return storageCall(async (abortSignal) => {
    const queryOptions = { filter, ...(select === undefined ? {} : { select: [...select] }) };
    const pages = client.listEntities<TableRow>({ queryOptions, abortSignal }).byPage({
      maxPageSize: pageSize,
      ...(next === undefined ? {} : { continuationToken: next }),
    });
    // One answer, because each gets its own time limit.
    for await (const page of pages) return { rows: page, next: page.continuationToken };
    return { rows: [], next: undefined };
  });
}
