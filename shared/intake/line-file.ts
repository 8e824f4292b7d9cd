import type { BlockFiles } from './block-files';
import { LineBuffer } from './line-buffer';
import { WriteQueue } from './write-queue';

/** What a slice collects before it is staged: below it, in all slices, a delivery is uploaded in one request. */
const BLOCK_BYTES = 250_000;
/** The last block of a slice may be joined with those of its neighbours up to this size. */
const JOINED_BYTES = 4_194_304;
const WRITES_AT_ONCE = 4;

/** How much of a file a slice takes. */
export interface SliceSize {
  readonly bytes: number;
  readonly count: number;
}

interface Slice {
  readonly lines: LineBuffer;
  /** Ids of what is staged already. */
  readonly blocks: string[];
  bytes: number;
  count: number;
}

/**
 * A file of lines that is ordered by slice although lines come in any order (K3): each slice is collected apart and,
 * when it has grown, staged as blocks; the list of blocks puts them in order. Inside a slice lines keep their order.
 */
export class LineFile {
  readonly #files: BlockFiles;
  readonly #name: string;
  readonly #slices: Slice[] = [];
  readonly #writes = new WriteQueue(WRITES_AT_ONCE);
  #blockCount = 0;

  constructor(files: BlockFiles, name: string) {
    this.#files = files;
    this.#name = name;
  }

  /** `counts`: whether the line counts in the size of its slice. */
  async add(line: string, { slice: place, counts }: LinePlace): Promise<void> {
    while (place >= this.#slices.length) this.#slices.push(emptySlice());
    const slice = this.#slices[place];
    if (slice === undefined) throw new RangeError('Slices are counted from 0.');
    slice.bytes += slice.lines.add(line);
    if (counts) slice.count += 1;
    if (slice.lines.length >= BLOCK_BYTES) slice.blocks.push(await this.#stage(slice.lines.take()));
  }

  /** Makes the file visible; without a line there is none. Returns its ETag, else '', and the sizes of its slices. */
  async finish(): Promise<{ etag: string; sizes: readonly SliceSize[] }> {
    const etag = this.#blockCount === 0 ? await this.#upload() : await this.#commit();
    return { etag, sizes: this.#slices.map(({ bytes, count }) => ({ bytes, count })) };
  }

  async #upload(): Promise<string> {
    const bytes = Buffer.concat(this.#slices.map(({ lines }) => lines.take()));
    return bytes.length === 0 ? '' : this.#files.upload(this.#name, bytes);
  }

  async #commit(): Promise<string> {
    const blocks: string[] = [];
    let rest: Buffer[] = [];
    const stageRest = async () => {
      const joined = Buffer.concat(rest);
      rest = [];
      if (joined.length > 0) blocks.push(await this.#stage(joined));
    };
    for (const slice of this.#slices) {
      if (slice.blocks.length > 0 || byteLength(rest) >= JOINED_BYTES) await stageRest();
      blocks.push(...slice.blocks);
      rest.push(slice.lines.take());
    }
    await stageRest();
    await this.#writes.drain();
    return this.#files.commit(this.#name, blocks);
  }

  async #stage(bytes: Buffer): Promise<string> {
    this.#blockCount += 1;
    const id = Buffer.from(String(this.#blockCount).padStart(6, '0')).toString('base64');
    await this.#writes.add(() => this.#files.stage(this.#name, id, bytes));
    return id;
  }
}

interface LinePlace {
  readonly slice: number;
  readonly counts: boolean;
}

function emptySlice(): Slice {
  return { lines: new LineBuffer(), blocks: [], bytes: 0, count: 0 };
}

function byteLength(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}
