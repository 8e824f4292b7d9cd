import type { PersonKey } from '../model/person-key';
import type { ProfileChange } from '../model/profile-change';
import type { Part, Rejection } from '../model/submission';

/** What has been stored of a delivery's people, nothing of it accepted yet. */
export interface StoredChunks {
  readonly parts: readonly Part[];
  /** ETag of the blob of changes; empty when there are none. */
  readonly chunkEtag: string;
}

/** Takes a delivery's people as they stream in, holding only a bounded part of them in memory (K3). */
export interface ChunkWriter {
  /** `key`: of the person whom the change is about. */
  add(change: ProfileChange, key: PersonKey): Promise<void>;
  reject(rejection: Rejection): Promise<void>;
  /** Commits what was added. Without it nothing is visible, and nothing needs to be removed. */
  finish(): Promise<StoredChunks>;
}

/** The blobs `changes.ndjson` and `rejections.ndjson` of a submission. */
export interface ChunkStore {
  create(submissionId: string): ChunkWriter;
  /** The changes of a part; throws `ChunkChanged` or `ChunkMissing` when the blob is not the accepted one (T9). */
  readChanges(
    submission: { readonly id: string; readonly chunkEtag: string },
    part: Part,
  ): Promise<readonly ProfileChange[]>;
  readRejections(submissionId: string, part: Part): Promise<readonly Rejection[]>;
}
