const FIRST_BYTES = 16_384;
/** Few steps, because what is outgrown waits for the garbage collector. */
const GROWTH = 4;
/** The longest UTF-8 form of one UTF-16 unit. */
const BYTES_PER_UNIT = 3;

/** Lines of text as UTF-8, collected outside the JavaScript heap. */
export class LineBuffer {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;

  /** Bytes. */
  get length(): number {
    return this.#length;
  }

  /** Adds a line and its end; returns how many bytes they take. */
  add(line: string): number {
    const start = this.#length;
    const most = start + line.length * BYTES_PER_UNIT + 1;
    if (most > this.#bytes.length) this.#grow(most);
    const end = start + this.#bytes.write(line, start, 'utf8');
    this.#length = this.#bytes.writeUInt8(0x0a, end);
    return this.#length - start;
  }

  /** Hands out what was collected and starts again. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
    return taken;
  }

  #grow(least: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, this.#bytes.length * GROWTH, least));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
