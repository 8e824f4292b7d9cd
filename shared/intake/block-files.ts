/** The blobs of a submission that hold lines. */
export const LINE_FILES = { changes: 'changes.ndjson', rejections: 'rejections.ndjson' } as const;

/** Where a writer puts the bytes of a submission: block blobs, or memory. */
export interface BlockFiles {
  /** Writes a whole file at once; returns its ETag. */
  upload(file: string, bytes: Buffer): Promise<string>;
  /** Stores a block that nobody sees before the commit. Ids of one file have one length. */
  stage(file: string, blockId: string, bytes: Buffer): Promise<void>;
  /** Makes a file of its blocks, in this order; returns its ETag. */
  commit(file: string, blockIds: readonly string[]): Promise<string>;
}
