import type { ChunkStore, ChunkWriter, StoredChunks } from '../../shared/intake/chunk-store';
import { personKey } from '../../shared/model/person-key';
import type { ProfileChange } from '../../shared/model/profile-change';
import type { Part, Rejection } from '../../shared/model/submission';
import { SyncError } from '../../shared/model/sync-error';

/** The chunks of submissions in memory, cut into small parts so that a few people make several. */
export interface TinyChunkStore extends ChunkStore {
  /** Loses the chunks of a submission. */
  lose(submissionId: string): void;
}

interface Stored {
  readonly etag: string;
  readonly changes: readonly ProfileChange[];
  readonly rejections: readonly Rejection[];
}

/** `partSize`: changes a part, or a little more, for a person's changes are never torn apart (K3). */
export function createTinyChunkStore({ partSize }: { partSize: number }): TinyChunkStore {
  const blobs = new Map<string, Stored>();
  const find = (id: string): Stored => {
    const stored = blobs.get(id);
    if (stored === undefined) throw new SyncError('ChunkMissing', 'The chunks are gone.');
    return stored;
  };
  return {
    create: (id) => tinyWriter(partSize, (stored) => blobs.set(id, stored)),
    readChanges: async ({ id, chunkEtag }, { offset, length }) => {
      const { changes, etag } = find(id);
      if (etag !== chunkEtag) throw new SyncError('ChunkChanged', 'Other chunks than accepted.');
      return changes.slice(offset, offset + length);
    },
    readRejections: async (id, { offset, length }) =>
      find(id).rejections.slice(offset, offset + length),
    lose: (id) => blobs.delete(id),
  };
}

function tinyWriter(partSize: number, store: (stored: Stored) => void): ChunkWriter {
  const changes: ProfileChange[] = [];
  const rejections: Rejection[] = [];
  return {
    add: async (change) => {
      changes.push(change);
    },
    reject: async (rejection) => {
      rejections.push(rejection);
    },
    finish: async (): Promise<StoredChunks> => {
      const sorted = [...changes].sort(
        (one, other) => sliceOf(one) - sliceOf(other) || one.index - other.index,
      );
      const etag = `chunks of ${changes.length}`;
      store({ etag, changes: sorted, rejections });
      const parts = [...changeParts(sorted, partSize), ...rejectionParts(rejections)];
      return { parts, chunkEtag: etag };
    },
  };
}

function* changeParts(sorted: readonly ProfileChange[], partSize: number): Generator<Part> {
  let start = 0;
  for (const [index, change] of sorted.entries()) {
    const next = sorted[index + 1];
    const isFull = index + 1 - start >= partSize;
    const isTorn = next !== undefined && sliceOf(next) === sliceOf(change);
    if (next !== undefined && (!isFull || isTorn)) continue;
    const length = index + 1 - start;
    yield { kind: 'changes', offset: start, length, count: length };
    start = index + 1;
  }
}

function rejectionParts(rejections: readonly Rejection[]): Part[] {
  if (rejections.length === 0) return [];
  const count = rejections.filter(({ warning }) => warning !== true).length;
  return [{ kind: 'rejections', offset: 0, length: rejections.length, count }];
}

function sliceOf({ userId }: ProfileChange): number {
  return personKey(userId).slice;
}
