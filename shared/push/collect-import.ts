import { inRuns } from '../model/in-runs';
import { isWorthImporting } from './choose-way';
import { importMark, type ImportedPerson } from './import-store';
import { markDoubts, type Marking } from './mark-doubts';
import type { PersonToPush } from './person-to-push';
import { hashOf, type PushWord } from './plan-push';
import { readAgain } from './prepare-people';
import { isResolved, type PushCase } from './push-case';
import type { PushPorts } from './push-round';
import { hasMoved, hasWork, readCases } from './read-cases';
import type { Routing } from './route-properties';

export interface CollectRequest {
  /** People of one part of a submission who have no result yet. */
  readonly people: readonly PersonToPush[];
  readonly routing: Routing;
  readonly importId: string;
  /** How many values may still be taken. */
  readonly maxValues: number;
  /** Makes sure of the lanes for as long as a hundred people take, or throws. */
  readonly keepLanes: () => Promise<void>;
}

/** A row of the file of an import: text by property; empty clears. */
export interface ImportRow {
  readonly objectId: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface Collected {
  readonly people: readonly ImportedPerson[];
  readonly rows: readonly ImportRow[];
}

type BulkWord = Extract<PushWord, { to: 'sharePoint' }>;

const PEOPLE_AT_ONCE = 100;

/**
 * Takes people into a bulk import: marks what it will hold in doubt, reads the profiles after that, and gives what is
 * to stand in the file (K9). Nobody is taken where a part has too few for a file to be worth it: those go by
 * PeopleManager. Only for the holder of the lane of SharePoint, so that no other round is sending the same.
 */
export async function collectForImport(
  { people, routing, importId, maxValues, keepLanes }: CollectRequest,
  ports: Pick<PushPorts, 'store' | 'readProfiles'>,
): Promise<Collected> {
  const cases = await readCases({ people, routing }, ports);
  const many = cases.filter((one) => hasWork(one) && bulkWords(one).length > 0);
  const collected: { people: ImportedPerson[]; rows: ImportRow[] } = { people: [], rows: [] };
  if (!isWorthImporting(many.length, routing.settings)) return collected;
  const marking: Marking = { mark: importMark(importId), isChosen: (_, word) => isBulk(word) };
  let left = maxValues;
  for (const some of inRuns(many.filter(isFit), PEOPLE_AT_ONCE)) {
    const taken = upTo(some, left);
    await keepLanes();
    await markDoubts(taken, marking, ports.store);
    await readAgain(taken, { ports, routing }, marking);
    for (const one of taken.filter(({ ready }) => ready)) {
      const words = bulkWords(one);
      left -= words.length;
      collected.people.push(toPerson(one, words));
      collected.rows.push(toRow(one, words));
    }
    if (taken.length < some.length) break;
  }
  return collected;
}

/** Who is not known in the tenant, or shares an account, is for the push to see to first. */
function isFit(one: PushCase): boolean {
  return isResolved(one) && !hasMoved(one) && one.record.sharedWith.length === 0;
}

function upTo(cases: readonly PushCase[], maxValues: number): readonly PushCase[] {
  let values = 0;
  return cases.filter((one) => {
    values += bulkWords(one).length;
    return values <= maxValues;
  });
}

function bulkWords({ plan }: PushCase): readonly BulkWord[] {
  return plan.words.filter(isBulk);
}

function isBulk(word: PushWord): word is BulkWord {
  return word.to === 'sharePoint' && word.bulk;
}

function toPerson({ asked, record }: PushCase, words: readonly BulkWord[]): ImportedPerson {
  return {
    userId: asked[0].userId,
    objectId: record.identity?.objectId ?? '',
    words: Object.fromEntries(words.map(({ id, value }) => [id, hashOf(value)])),
    submissions: [...new Set(asked.map(({ submissionId }) => submissionId))],
  };
}

function toRow({ record }: PushCase, words: readonly BulkWord[]): ImportRow {
  return {
    objectId: record.identity?.objectId ?? '',
    values: Object.fromEntries(words.map((word) => [word.property, textOf(word)])),
  };
}

function textOf({ value, importText }: BulkWord): string {
  return importText ?? (typeof value === 'string' ? value : '');
}
