import { isImportMark } from './import-store';
import { isMarked, markDoubts, type Marking } from './mark-doubts';
import { isActive, isOpen, isResolved, replan, type PushCase } from './push-case';
import { gateFor, type PushPorts, type PushRound } from './push-round';
import { resolveIdentities } from './resolve-identities';
import type { Routing } from './route-properties';
import { settleClaims } from './settle-claims';

/** People who change this often while they are read wait for the next round. */
const MAX_TURNS = 5;

/**
 * Makes people ready to be sent: known in the tenant, alone there, in doubt, and read after that. Whoever has changed
 * in between so that another address or property counts goes round again.
 */
export async function preparePeople(cases: readonly PushCase[], round: PushRound): Promise<void> {
  const marking: Marking = {
    mark: round.mark,
    isChosen: (one, word) => gateFor(round, one, word) !== undefined,
  };
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const open = cases.filter((one) => isOpen(one) && !one.ready);
    if (open.length === 0) return;
    await resolveIdentities(open, round);
    await settleClaims(open, round);
    await markDoubts(open, marking, round.ports.store);
    await readAgain(open.filter(isOpen), round, marking);
  }
  for (const one of cases) {
    if (isOpen(one) && !one.ready) one.unfinished = true;
  }
}

/** Reads the profiles of marked people, and the rows of those whose marks did not come to stand. */
export async function readAgain(
  open: readonly PushCase[],
  { ports, routing }: { ports: Pick<PushPorts, 'store' | 'readProfiles'>; routing: Routing },
  marking: Marking,
): Promise<void> {
  if (open.length === 0) return;
  const profiles = await ports.readProfiles(open.map(({ key }) => key));
  const unmarked = open.filter((one) => !isMarked(one, marking));
  const rows = await ports.store.read(unmarked.map(({ key }) => key));
  for (const one of open) {
    one.profile = profiles.get(one.key.rowKey);
    if (unmarked.includes(one)) takeRow(one, rows.get(one.key.rowKey), marking);
    replan(one, routing);
    one.ended = !isActive(one);
    one.ready = isActive(one) && isResolved(one) && isMarked(one, marking);
  }
}

/**
 * Somebody else has written the row: what they left counts. They may have found another account and sent to it, so
 * what this round has found out before is found out again where it is still needed.
 */
function takeRow(one: PushCase, stored: PushCase['stored'], { mark }: Marking): void {
  if (isNewlyHeld(one, stored)) one.unfinished = true;
  one.stored = stored;
  if (stored === undefined) return;
  one.found = undefined;
  one.claimed = false;
  one.record = stored.record;
  for (const [id, whose] of Object.entries(one.record.doubts)) {
    if (whose !== mark) one.doubted.add(id);
  }
}

/** A bulk import has begun meanwhile, so the lane is lost: what the import holds goes no other way (K9). */
function isNewlyHeld(one: PushCase, stored: PushCase['stored']): boolean {
  const known = one.stored?.record.doubts ?? {};
  const doubts = Object.entries(stored?.record.doubts ?? {});
  return doubts.some(([id, mark]) => isImportMark(mark) && known[id] !== mark);
}
