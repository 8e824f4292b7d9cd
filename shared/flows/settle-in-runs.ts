import { inRuns } from '../model/in-runs';
import { settleImport, type ImportSettling } from '../push/settle-import';
import type { ImportRound } from './import-round';

const PEOPLE_AT_ONCE = 500;

/** Brings the rows of an import's people up to date; between two runs the lanes are made sure of. */
export async function settleInRuns(
  { ports, keepLanes }: ImportRound,
  settling: ImportSettling,
): Promise<void> {
  for (const people of inRuns(settling.people, PEOPLE_AT_ONCE)) {
    await keepLanes();
    await settleImport({ ...settling, people }, ports.tenant);
  }
}
