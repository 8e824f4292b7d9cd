import { collectForImport, type Collected } from '../push/collect-import';
import { MAX_IMPORT_VALUES } from '../push/import-file';
import {
  ImportGathering,
  makeImport,
  peopleWith,
  type ReadyImport,
} from '../push/import-gathering';
import { MISSING_PROPERTY } from '../push/import-verdict';
import type { Routing } from '../push/route-properties';
import { findMissingProperties } from './check-import-properties';
import type { ImportRound } from './import-round';
import { readPartPushes } from './part-pushes';
import { rangesWithout } from './push-range';
import { settleInRuns } from './settle-in-runs';
import type { WaitingPart } from './waiting-parts';

/** Collecting ends then; whoever is left goes with the next import. */
const COLLECTING_MS = 120_000;

/** What is left then for sending the file and queueing the import. */
const SENDING_MS = 60_000;

/** Who waits for an import. */
export interface Waiting {
  readonly parts: readonly WaitingPart[];
  readonly routing: Routing;
}

/**
 * Everybody who waits and fits, with what the file is to hold, all of it in doubt. Who they are is stored before SharePoint
 * is asked anything, so that they are told should it refuse, and once more when it is known what the file holds.
 */
export async function gatherImport(
  round: ImportRound,
  waiting: Waiting,
  importId: string,
): Promise<ReadyImport> {
  const { importStore } = round.ports;
  const { people, rows } = await gather(round, waiting, importId);
  if (people.length > 0) await importStore.savePeople(importId, people);
  const ready = await leaveOutMissing(round, { people, rows }, importId);
  if (ready.people.length > 0) await importStore.savePeople(importId, ready.people);
  return ready;
}

/** Part after part, each with the lanes made sure of; a person in several submissions is in the file once. */
async function gather(
  { ports, deadline, keepLanes }: ImportRound,
  { parts, routing }: Waiting,
  importId: string,
): Promise<Collected> {
  const until = Math.min(ports.now() + COLLECTING_MS, deadline - SENDING_MS);
  const gathering = new ImportGathering();
  for (const [place, { submission, part }] of parts.entries()) {
    const maxValues = MAX_IMPORT_VALUES - gathering.values;
    if (maxValues === 0 || (place > 0 && ports.now() >= until)) break;
    await keepLanes();
    const { ranges, results } = await readPartPushes(ports, submission, part);
    const people = rangesWithout(ranges, results, 'any').flatMap((range) => range.people);
    const request = { people, routing, importId, maxValues, keepLanes };
    gathering.add(await collectForImport(request, ports.tenant));
  }
  return gathering;
}

/** What is missing is missing for everybody: they are told at once, without an import that it would spoil (row S7). */
async function leaveOutMissing(
  round: ImportRound,
  collected: Collected,
  importId: string,
): Promise<ReadyImport> {
  const missing = await findMissingProperties(round, collected);
  if (missing.size > 0) {
    const people = peopleWith(collected.people, missing);
    const verdict = () => MISSING_PROPERTY;
    await settleInRuns(round, { importId, people, verdict });
  }
  return makeImport(collected, missing);
}
