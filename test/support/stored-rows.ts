import { TableClient, TableServiceClient, type TableEntityResult } from '@azure/data-tables';

/** A row as Storage Explorer shows it: keys, timestamp, etag and columns. */
export type StoredRow = TableEntityResult<Record<string, unknown>>;

const CLIENT_OPTIONS = { allowInsecureConnection: true } as const;

/** A table of the running system, opened as an administrator opens it. */
export function openStoredTable(storage: string, name: string): TableClient {
  return TableClient.fromConnectionString(storage, name, CLIENT_OPTIONS);
}

/** All rows of a table, or those that an OData filter names; none when there is no such table yet. */
export async function readStoredRows(
  storage: string,
  name: string,
  filter?: string,
): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  const queryOptions = filter === undefined ? {} : { filter };
  try {
    for await (const row of openStoredTable(storage, name).listEntities({ queryOptions })) {
      rows.push(row);
    }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  }
  return rows;
}

/** The row of a person in `UserProfiles`, under the userId as it was sent. */
export async function readProfileRow(
  storage: string,
  userId: string,
): Promise<StoredRow | undefined> {
  const rows = await readStoredRows(storage, 'UserProfiles');
  return rows.find((row) => row['userId'] === userId);
}

/** The lines of `TogoUPErrorDetail` about one submission. */
export function readErrorLines(storage: string, submissionId: string): Promise<StoredRow[]> {
  return readStoredRows(storage, 'TogoUPErrorDetail', `submissionId eq '${submissionId}'`);
}

/** Everything that every table holds, but for the tables left out. */
export async function readAllTables(
  storage: string,
  leftOut: readonly string[] = [],
): Promise<Map<string, StoredRow[]>> {
  const tables = new Map<string, StoredRow[]>();
  const service = TableServiceClient.fromConnectionString(storage, CLIENT_OPTIONS);
  for await (const { name } of service.listTables()) {
    if (name !== undefined && !leftOut.includes(name)) {
      tables.set(name, await readStoredRows(storage, name));
    }
  }
  return tables;
}

/** Puts a row into table `Settings` as an administrator does with Storage Explorer. */
export async function writeSetting(storage: string, name: string, text: string): Promise<void> {
  await openStoredTable(storage, 'Settings').upsertEntity(
    { partitionKey: 'Settings', rowKey: name, Value: text },
    'Replace',
  );
}
