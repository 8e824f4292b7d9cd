/** Writes that go on while the next ones are prepared; not more than a few at once, so memory stays bounded. */
export class WriteQueue {
  readonly #width: number;
  /** A write that failed stays, so that whoever waits next hears of it. */
  readonly #running = new Set<Promise<void>>();

  constructor(width: number) {
    this.#width = width;
  }

  /** Starts a write as soon as there is room. */
  async add(write: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#width) await Promise.race(this.#running);
    const running = write().then(() => {
      this.#running.delete(running);
    });
    // A delivery that is given up waits for nothing any more; a failure must not end the process then.
    running.catch(() => undefined);
    this.#running.add(running);
  }

  /** Waits for the end of all writes. Throws the first failure. */
  async drain(): Promise<void> {
    await Promise.all(this.#running);
  }
}
