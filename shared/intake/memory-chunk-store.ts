import { createHash } from 'node:crypto';
import type { Part } from '../model/submission';
import { SyncError } from '../model/sync-error';
import { LINE_FILES, type BlockFiles } from './block-files';
import { createChunkWriter } from './chunk-changes';
import type { ChunkStore } from './chunk-store';
import { readChangeLines, readRejectionLines } from './line-formats';

interface MemoryFile {
  readonly bytes: Buffer;
  readonly etag: string;
}

/** Chunks that live as long as this store: a dry run takes a delivery in without storing anything. */
export function createMemoryChunkStore(): ChunkStore {
  const files = new Map<string, MemoryFile>();
  const read = (id: string, name: string, { offset, length }: Part): MemoryFile => {
    const file = files.get(`${id}/${name}`);
    if (file === undefined) throw new SyncError('ChunkMissing', 'There is no such file.');
    return { ...file, bytes: file.bytes.subarray(offset, offset + length) };
  };
  return {
    create: (id) => createChunkWriter(memoryFiles(files, `${id}/`)),
    readChanges: async ({ id, chunkEtag }, part) => {
      const { bytes, etag } = await Promise.resolve(read(id, LINE_FILES.changes, part));
      if (etag !== chunkEtag) throw new SyncError('ChunkChanged', 'The changes were overwritten.');
      return readChangeLines(bytes);
    },
    readRejections: async (id, part) => {
      const { bytes } = await Promise.resolve(read(id, LINE_FILES.rejections, part));
      return readRejectionLines(bytes);
    },
  };
}

function memoryFiles(files: Map<string, MemoryFile>, prefix: string): BlockFiles {
  const staged = new Map<string, Buffer>();
  const put = (name: string, bytes: Buffer): Promise<string> => {
    const etag = createHash('sha256').update(bytes).digest('hex');
    files.set(prefix + name, { bytes, etag });
    return Promise.resolve(etag);
  };
  return {
    upload: put,
    stage: (name, blockId, bytes) => {
      staged.set(`${name} ${blockId}`, bytes);
      return Promise.resolve();
    },
    commit: (name, blockIds) => {
      const blocks = blockIds.map((blockId) => staged.get(`${name} ${blockId}`));
      return put(name, Buffer.concat(blocks.filter((block) => block !== undefined)));
    },
  };
}
