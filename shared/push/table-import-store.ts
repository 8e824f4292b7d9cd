import { isDeepStrictEqual } from 'node:util';
import { text } from 'node:stream/consumers';
import { readNumber, readTime, writeTime } from '../storage/plain-column';
import { storageCall, storageRefusal } from '../storage/storage-call';
import type { StorageContainer } from '../storage/storage-container';
import type { StorageTable } from '../storage/storage-table';
import type { ImportedPerson, ImportStore, ProfileImport, StoredImport } from './import-store';
import {
  CURRENT_ROW,
  fromImportRow,
  IMPORT_PARTITION,
  PAUSE_ROW,
  toImportRow,
} from './table-import-row';

/**
 * Partition `import` of table `Pushes`: row `current` is the import that is going on, row `pause` until when none is
 * tried. Who is in an import is a blob, `{importId}.ndjson`, in a container of its own.
 */
export function createTableImportStore(
  table: StorageTable,
  container: StorageContainer,
): ImportStore {
  const read: ImportStore['read'] = async () => {
    const row = await table.get(IMPORT_PARTITION, CURRENT_ROW);
    return row === undefined ? undefined : { current: fromImportRow(row), etag: row.etag };
  };
  return {
    read,
    write: async (current, etag) =>
      (await tryWrite(table, current, etag)) ?? ownVersion(current, await read()),
    async remove({ current, etag }) {
      await deletePeople(container, current.id);
      await removeRow(table, etag);
    },
    savePeople: (importId, people) => savePeople(container, importId, people),
    readPeople: (importId) => readPeople(container, importId),
    async readPause() {
      const row = (await table.get(IMPORT_PARTITION, PAUSE_ROW)) ?? {};
      return { until: readTime(row, 'until') ?? 0, failures: readNumber(row, 'failures') };
    },
    async writePause({ until, failures }) {
      const key = { partitionKey: IMPORT_PARTITION, rowKey: PAUSE_ROW };
      await table.upsert({ ...key, until: writeTime(until), failures });
    },
  };
}

/** A transaction of one, because only that tells the new version. */
async function tryWrite(
  table: StorageTable,
  current: ProfileImport,
  etag: string | undefined,
): Promise<string | undefined> {
  const row = toImportRow(current);
  const result = await table.transact([
    etag === undefined ? { kind: 'insert', row } : { kind: 'replace', row, etag },
  ]);
  if (result.kind === 'refused')
    throw new Error('Table Pushes does not take the row of an import.');
  return result.kind === 'written' ? result.etags[0] : undefined;
}

/** A write whose answer was lost is repeated and then finds itself: the words that stand are its own. */
function ownVersion(current: ProfileImport, stored: StoredImport | undefined): string | undefined {
  return isDeepStrictEqual(stored?.current, current) ? stored?.etag : undefined;
}

/** Leaves a row alone that somebody else has written since. */
async function removeRow({ client }: StorageTable, etag: string): Promise<void> {
  await storageCall(async (abortSignal) => {
    try {
      await client.deleteEntity(IMPORT_PARTITION, CURRENT_ROW, { etag, abortSignal });
    } catch (error) {
      const { status } = storageRefusal(error);
      if (status !== 404 && status !== 412) throw error;
    }
  });
}

function blobName(importId: string): string {
  return `${importId}.ndjson`;
}

async function savePeople(
  container: StorageContainer,
  importId: string,
  people: readonly ImportedPerson[],
): Promise<void> {
  const lines = Buffer.from(people.map((person) => `${JSON.stringify(person)}\n`).join(''));
  await container.call((client, abortSignal) =>
    client.getBlockBlobClient(blobName(importId)).upload(lines, lines.length, {
      blobHTTPHeaders: { blobContentType: 'application/x-ndjson' },
      abortSignal,
    }),
  );
}

/** Nobody when there is no such blob: then it is not known any more who was in the import. */
function readPeople(
  container: StorageContainer,
  importId: string,
): Promise<readonly ImportedPerson[]> {
  return container.call(async (client, abortSignal) => {
    try {
      const blob = client.getBlobClient(blobName(importId));
      const { readableStreamBody } = await blob.download(0, undefined, { abortSignal });
      const lines = readableStreamBody === undefined ? '' : await text(readableStreamBody);
      return lines
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ImportedPerson);
    } catch (error) {
      if (storageRefusal(error).code === 'BlobNotFound') return [];
      throw error;
    }
  });
}

async function deletePeople(container: StorageContainer, importId: string): Promise<void> {
  await container.call((client, abortSignal) =>
    client.getBlobClient(blobName(importId)).deleteIfExists({ abortSignal }),
  );
}
