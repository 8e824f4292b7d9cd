import type { PropertyType } from '../model/extended-property';
import type { ExtendedWord } from '../model/profile-change';
import type { ProfileProperty } from '../model/profile-property';
import { SyncError } from '../model/sync-error';

/** The extended properties that one delivery may use: the catalogue, and those that it brings itself (row S59). */
export class DeliveryProperties {
  readonly #known: Map<string, ProfileProperty>;
  readonly #added: ProfileProperty[] = [];
  readonly #limit: number;

  constructor(catalogue: ReadonlyMap<string, ProfileProperty>, limit: number) {
    this.#known = new Map(catalogue);
    this.#limit = limit;
  }

  /** The properties that are new to the catalogue, in the order of first sight. */
  get added(): readonly ProfileProperty[] {
    return this.#added;
  }

  typeOf(key: string): PropertyType | undefined {
    return this.#known.get(key)?.type;
  }

  optionsOf(key: string): readonly string[] | undefined {
    return this.#known.get(key)?.options;
  }

  /**
   * Learns from an accepted person: the first sight of a key decides its type.
   * @throws SyncError `TooManyProperties` when the catalogue would grow beyond its limit
   */
  learn(words: readonly ExtendedWord[]): void {
    for (const { Key: name, Type: type } of words) {
      if (this.#known.has(name)) continue;
      if (this.#known.size >= this.#limit) throw tooMany(this.#limit);
      const property = { name, type };
      this.#known.set(name, property);
      this.#added.push(property);
    }
  }
}

function tooMany(limit: number): SyncError {
  return new SyncError(
    'TooManyProperties',
    `The delivery would bring the catalogue to more than ${limit} extended properties.`,
    { details: { limit } },
  );
}
