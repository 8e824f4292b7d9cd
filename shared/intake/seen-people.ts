import type { PersonKey } from '../model/person-key';

/** A ledger row holds the hashes of this many people at most; beyond it everybody is meant (K1). */
const MAX_HASHES = 16_000;

/** The people of one delivery: who was there before, and the hashes that its ledger row will hold. */
export class SeenPeople {
  readonly #first = new Map<string, number>();
  readonly #hashes = new Set<number>();

  /** Returns the place of the first entry about the person, if there was one before. */
  add({ rowKey, hash32 }: PersonKey, index: number): number | undefined {
    const first = this.#first.get(rowKey);
    if (first !== undefined) return first;
    this.#first.set(rowKey, index);
    if (this.#hashes.size <= MAX_HASHES) this.#hashes.add(hash32);
    return undefined;
  }

  get hashes(): Uint32Array | 'everybody' {
    return this.#hashes.size > MAX_HASHES ? 'everybody' : Uint32Array.from(this.#hashes);
  }
}
