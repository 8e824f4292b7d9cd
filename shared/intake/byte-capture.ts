/** Keeps a run of bytes that may reach over the borders of pieces; of a run beyond its limit it keeps nothing. */
export class ByteCapture {
  #limit = 0;
  #start = 0;
  #kept: Buffer[] = [];
  #size = 0;
  #isActive = false;

  get isActive(): boolean {
    return this.#isActive;
  }

  /** Starts at a byte of the current piece. `limit`: bytes. */
  begin(start: number, limit: number): void {
    this.#isActive = true;
    this.#start = start;
    this.#limit = limit;
    this.#size = 0;
  }

  /** The current piece ends, the run goes on in the next one. The piece may be overwritten afterwards. */
  carry(piece: Buffer): void {
    if (!this.#isActive) return;
    this.#size += piece.length - this.#start;
    if (this.#size > this.#limit) this.#kept = [];
    else this.#kept.push(Buffer.from(piece.subarray(this.#start)));
    this.#start = 0;
  }

  /** The bytes of the run, which ends before `end` in the current piece; undefined when they are too many. */
  end(piece: Buffer, end: number): Buffer | undefined {
    const last = piece.subarray(this.#start, end);
    const kept = this.#kept;
    this.#isActive = false;
    this.#kept = [];
    if (this.#size + last.length > this.#limit) return undefined;
    return kept.length === 0 ? last : Buffer.concat([...kept, last]);
  }
}
