import { createHash } from 'node:crypto';
import type { Part } from '../model/submission';
import { SyncError } from '../model/sync-error';
import { LINE_FILES, type BlockFiles } from './block-files';
import { createChunkWriter } from './chunk-changes';
import type { ChunkStore } from './chunk-store';
import { readChangeLines, readRejectionLines } from './line-formats';

/** A file is kept in the blocks in which it came: put together, it would take its room twice for a while. */
interface MemoryFile {
  readonly blocks: readonly Buffer[];
  readonly etag: string;
}

/** Chunks that live as long as this store: a dry run takes a delivery in without storing anything. */
export function createMemoryChunkStore(): ChunkStore {
  const files = new Map<string, MemoryFile>();
  const find = (id: string, name: string): MemoryFile => {
    const file = files.get(`${id}/${name}`);
    if (file === undefined) throw new SyncError('ChunkMissing', 'There is no such file.');
    return file;
  };
  return {
    create: (id) => createChunkWriter(memoryFiles(files, `${id}/`)),
    readChanges: async ({ id, chunkEtag }, part) => {
      const { blocks, etag } = await Promise.resolve(find(id, LINE_FILES.changes));
      if (etag !== chunkEtag) throw new SyncError('ChunkChanged', 'The changes were overwritten.');
      return readChangeLines(cut(blocks, part));
    },
    readRejections: async (id, part) => {
      const { blocks } = await Promise.resolve(find(id, LINE_FILES.rejections));
      return readRejectionLines(cut(blocks, part));
    },
  };
}

function memoryFiles(files: Map<string, MemoryFile>, prefix: string): BlockFiles {
  const staged = new Map<string, Buffer>();
  const put = (name: string, blocks: readonly Buffer[]): Promise<string> => {
    const hash = createHash('sha256');
    for (const block of blocks) hash.update(block);
    const etag = hash.digest('hex');
    files.set(prefix + name, { blocks, etag });
    return Promise.resolve(etag);
  };
  return {
    upload: (name, bytes) => put(name, [bytes]),
    stage: (name, blockId, bytes) => {
      staged.set(`${name} ${blockId}`, bytes);
      return Promise.resolve();
    },
    commit: (name, blockIds) => {
      const blocks = blockIds.map((blockId) => staged.get(`${name} ${blockId}`));
      return put(
        name,
        blocks.filter((block) => block !== undefined),
      );
    },
  };
}

/** The bytes of a part, which may begin and end inside blocks. */
function cut(blocks: readonly Buffer[], { offset, length }: Part): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  for (const block of blocks) {
    const from = Math.max(0, offset - start);
    const to = Math.max(0, offset + length - start);
    pieces.push(block.subarray(from, to));
    start += block.length;
  }
  return Buffer.concat(pieces);
}
