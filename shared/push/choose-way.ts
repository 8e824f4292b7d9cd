import { importMark } from './import-store';
import type { PushWord } from './plan-push';
import type { PushTarget } from './push-error';
import type { PushRecord } from './push-store';
import type { PushSettings } from '../model/sync-configuration';

/** How this round treats words that a bulk import can take. */
export interface ImportChoice {
  /** The import that is going on: what carries its mark goes no other way (K9). */
  readonly heldBy?: string;
  /** Enough people need an import, and one can be had: these words wait for it. */
  readonly awaited: boolean;
}

export type Way = PushTarget | 'held';

/** Which way a word takes. */
export function wayOf(
  word: PushWord,
  { doubts }: Pick<PushRecord, 'doubts'>,
  { heldBy, awaited }: ImportChoice,
): Way {
  if (word.to === 'entra') return 'graph';
  if (heldBy !== undefined && doubts[word.id] === importMark(heldBy)) return 'held';
  return word.bulk && awaited ? 'bulkImport' : 'peopleManager';
}

/** Few people are sooner done one by one; a file is worth it from a number on that the administrator sets. */
export function isWorthImporting(
  people: number,
  { bulkImport, bulkImportFrom }: PushSettings,
): boolean {
  return bulkImport !== 'off' && people >= bulkImportFrom;
}
