/** More different ones are not worth remembering: somebody sends nonsense. */
const REMEMBERED = 1_000;

/** Tells which locales are well-formed by BCP 47 (row S18), asking the engine once for each that a delivery uses. */
export class KnownLocales {
  readonly #verdicts = new Map<string, boolean>();

  isWellFormed(locale: string): boolean {
    const known = this.#verdicts.get(locale);
    if (known !== undefined) return known;
    const verdict = isLanguageTag(locale);
    if (this.#verdicts.size < REMEMBERED) this.#verdicts.set(locale, verdict);
    return verdict;
  }
}

function isLanguageTag(locale: string): boolean {
  try {
    Intl.getCanonicalLocales(locale);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
