import { v5 } from 'uuid';

/** The same GUID for the same words, so that a restarted tenant knows the same people by the same ids. */
export function stableId(...words: readonly string[]): string {
  return v5(words.join('/').toLowerCase(), v5.URL);
}
