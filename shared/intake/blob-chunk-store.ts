import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import type { Part } from '../model/submission';
import { SyncError } from '../model/sync-error';
import { createOnce } from '../storage/create-once';
import { storageCall, storageRefusal } from '../storage/storage-call';
import { LINE_FILES, type BlockFiles } from './block-files';
import { createChunkWriter } from './chunk-changes';
import type { ChunkStore } from './chunk-store';
import { readChangeLines, readRejectionLines } from './line-formats';

const OPTIONS = { blobHTTPHeaders: { blobContentType: 'application/x-ndjson' } };
/** What the service says when the blob is another one, or too short for the range. */
const CHANGED: ReadonlySet<number | undefined> = new Set([412, 416]);
const MISSING = 404;

/** Chunks in the container `submissions`, under the submission's id. The container is created at the first write. */
export function createBlobChunkStore(container: ContainerClient): ChunkStore {
  const ready = createOnce(() => storageCall((abortSignal) => create(container, abortSignal)));
  const blob = (id: string, name: string) => container.getBlockBlobClient(`${id}/${name}`);
  return {
    create: (id) => createChunkWriter(blobFiles((name) => blob(id, name), ready)),
    async readChanges({ id, chunkEtag }, part) {
      const conditions = { ifMatch: chunkEtag };
      return readChangeLines(await readRange(blob(id, LINE_FILES.changes), part, conditions));
    },
    async readRejections(id, part) {
      return readRejectionLines(await readRange(blob(id, LINE_FILES.rejections), part, {}));
    },
  };
}

async function create(container: ContainerClient, abortSignal: AbortSignal): Promise<void> {
  await container.createIfNotExists({ abortSignal });
}

function blobFiles(
  blob: (name: string) => BlockBlobClient,
  ready: () => Promise<void>,
): BlockFiles {
  return {
    async upload(name, bytes) {
      await ready();
      const { etag } = await storageCall((abortSignal) =>
        blob(name).upload(bytes, bytes.length, { ...OPTIONS, abortSignal }),
      );
      return etag ?? '';
    },
    async stage(name, blockId, bytes) {
      await ready();
      await storageCall((abortSignal) =>
        blob(name).stageBlock(blockId, bytes, bytes.length, { abortSignal }),
      );
    },
    async commit(name, blockIds) {
      const { etag } = await storageCall((abortSignal) =>
        blob(name).commitBlockList([...blockIds], { ...OPTIONS, abortSignal }),
      );
      return etag ?? '';
    },
  };
}

async function readRange(
  blob: BlockBlobClient,
  { offset, length }: Part,
  conditions: { ifMatch?: string },
): Promise<Buffer> {
  try {
    return await storageCall((abortSignal) =>
      blob.downloadToBuffer(offset, length, { conditions, abortSignal, blockSize: length }),
    );
  } catch (cause) {
    const { status } = storageRefusal(cause);
    if (status === MISSING) {
      throw new SyncError('ChunkMissing', 'The stored chunk is not there any more.', { cause });
    }
    if (!CHANGED.has(status)) throw cause;
    throw new SyncError('ChunkChanged', 'The stored chunk is not the accepted one.', { cause });
  }
}
