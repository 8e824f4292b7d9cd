import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAzurite, type Azurite } from '../../infra/local/azurite';
import { createBlobChunkStore } from '../../shared/intake/blob-chunk-store';
import { createMemoryChunkStore } from '../../shared/intake/memory-chunk-store';
import { personKey } from '../../shared/model/person-key';
import { createContainerClient } from '../../shared/storage/storage-connection';
import { describeChunkStore } from '../contract/chunk-store.contract';

let azurite: Azurite;
let containers = 0;

/** A container that nobody has used. */
function emptyContainer() {
  containers += 1;
  return createContainerClient(azurite, `submissions-${containers}`);
}

beforeAll(async () => {
  azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
});

afterAll(() => azurite.close());

describeChunkStore('chunks in blobs', () => createBlobChunkStore(emptyContainer()));
describeChunkStore('chunks in memory', createMemoryChunkStore);

describe('chunks in blobs', () => {
  test('ten thousand people are one upload, and no rejections are no blob', async () => {
    const container = emptyContainer();
    const writer = createBlobChunkStore(container).create('id');
    for (let index = 0; index < 10_000; index += 1) {
      const userId = `E-${index}`;
      const change = { index, userId, fields: { name: 'x'.repeat(500) }, extended: [] };
      await writer.add(change, personKey(userId));
    }
    await writer.finish();
    const blobs: string[] = [];
    for await (const { name } of container.listBlobsFlat()) blobs.push(name);
    expect(blobs).toEqual(['id/changes.ndjson']);
    const list = await container.getBlockBlobClient('id/changes.ndjson').getBlockList('all');
    expect(list.committedBlocks ?? []).toEqual([]);
  });

  test('a failing write is thrown, from whatever call follows it', async () => {
    const gone = createContainerClient(
      {
        connectionString: azurite.connectionString.replace(
          /BlobEndpoint=[^;]+/,
          'BlobEndpoint=http://127.0.0.1:1/devstoreaccount1',
        ),
      },
      'submissions',
    );
    const writer = createBlobChunkStore(gone).create('id');
    await writer.add({ index: 0, userId: 'a', fields: {}, extended: [] }, personKey('a'));
    await expect(writer.finish()).rejects.toMatchObject({ code: 'StorageUnavailable' });
  });
});
