/**
 * The note that the tenant may have missed something, because it was stored while pushing was switched off (row S6): a
 * resync is owed. One for the whole product.
 */
export interface OwedResync {
  /** Notes it, also when it is noted already: whoever is about to settle an older note then does not. */
  note(): Promise<void>;
  /** The version of the note; undefined when nothing is owed. */
  read(): Promise<string | undefined>;
  /** Takes the note away if it still has this version, and tells whether it had. */
  settle(version: string): Promise<boolean>;
}
