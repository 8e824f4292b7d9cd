import type { Part } from '../model/submission';
import { LINE_FILES, type BlockFiles } from './block-files';
import type { ChunkWriter } from './chunk-store';
import { LineFile, type SliceSize } from './line-file';
import { toChangeLine, toRejectionLine } from './line-formats';

/** About how many changes or rejections one message is to stand for (K3). */
const LINES_PER_PART = 10_000;
/**
 * Slices of the person's hash are taken four together: 64 of them are fine enough for parts of any delivery, and
 * each collects a block worth a request while all together still take little memory.
 */
const SLICE_SHIFT = 2;
/** Of those taken together, as many lie in one bucket of the store. */
const SLICES_PER_BUCKET = 16 >> SLICE_SHIFT;
/** A part is read whole, so that many bytes end it sooner. */
const BYTES_PER_PART = 16_777_216;

/**
 * Writes a delivery's changes ordered by slice of the person's hash, so that all words about one person lie in one
 * part (K3), and its rejections in the order in which they come.
 */
export function createChunkWriter(files: BlockFiles): ChunkWriter {
  const changes = new LineFile(files, LINE_FILES.changes);
  const rejections = new LineFile(files, LINE_FILES.rejections);
  let rejectionLines = 0;
  return {
    add: (change, { slice }) =>
      changes.add(toChangeLine(change), { slice: slice >> SLICE_SHIFT, counts: true }),
    reject(rejection) {
      const slice = Math.floor(rejectionLines / LINES_PER_PART);
      rejectionLines += 1;
      const counts = rejection.warning !== true;
      return rejections.add(toRejectionLine(rejection), { slice, counts });
    },
    async finish() {
      const [changed, rejected] = await Promise.all([changes.finish(), rejections.finish()]);
      const parts = [...changeParts(changed.sizes), ...rejectionParts(rejected.sizes)];
      return { parts, chunkEtag: changed.etag };
    },
  };
}

/**
 * Runs of whole slices. A bucket is begun in a part that has room for all of it: whoever applies a part reads the
 * rows of its buckets, and two parts that share one both read them.
 */
function changeParts(sizes: readonly SliceSize[]): Part[] {
  const parts: Part[] = [];
  let part: Part = { kind: 'changes', offset: 0, length: 0, count: 0 };
  for (const [place, size] of sizes.entries()) {
    const isBorder = place % SLICES_PER_BUCKET === 0;
    const next = isBorder ? sum(sizes.slice(place, place + SLICES_PER_BUCKET)) : size;
    if (part.count > 0 && isFull(part, next)) {
      parts.push(part);
      part = { ...part, offset: part.offset + part.length, length: 0, count: 0 };
    }
    part = { ...part, length: part.length + size.bytes, count: part.count + size.count };
  }
  return part.count > 0 ? [...parts, part] : parts;
}

function sum(sizes: readonly SliceSize[]): SliceSize {
  return sizes.reduce((all, { bytes, count }) => ({
    bytes: all.bytes + bytes,
    count: all.count + count,
  }));
}

function isFull(part: Part, next: SliceSize): boolean {
  return part.count + next.count > LINES_PER_PART || part.length + next.bytes > BYTES_PER_PART;
}

/** Each slice was cut to be a part. */
function rejectionParts(sizes: readonly SliceSize[]): Part[] {
  const parts: Part[] = [];
  let offset = 0;
  for (const { bytes, count } of sizes) {
    parts.push({ kind: 'rejections', offset, length: bytes, count });
    offset += bytes;
  }
  return parts;
}
