import { inRuns } from '../model/in-runs';
import { personKey } from '../model/person-key';
import { SyncError } from '../model/sync-error';
import { importMark, type ImportedPerson } from './import-store';
import { sameRecord } from './mark-doubts';
import type { PushPorts } from './push-round';
import type { PushRecord, PushWrite, StoredPush } from './push-store';
import { rememberSubmissions } from './record-pushes';
import type { Refusal } from './send-answer';

/** What became of one word of one person. `open`: nobody knows, so it stays in doubt and is sent again. */
export type ImportVerdict = 'imported' | 'open' | Pick<Refusal, 'code' | 'message'>;

export interface ImportSettling {
  readonly importId: string;
  readonly people: readonly ImportedPerson[];
  /** `destination`: as in `ImportedPerson.words`. */
  readonly verdict: (person: ImportedPerson, destination: string) => ImportVerdict;
}

const PEOPLE_AT_ONCE = 100;
const MAX_TURNS = 5;

/**
 * Brings the rows of people up to date with an import that has ended (K9): what was imported is certain as long as
 * its mark still stands; what was refused is remembered; the rest stays in doubt, free to be sent again. Repeating it
 * changes nothing more.
 */
export async function settleImport(
  settling: ImportSettling,
  ports: Pick<PushPorts, 'store' | 'now'>,
): Promise<void> {
  for (const some of inRuns(settling.people, PEOPLE_AT_ONCE)) {
    await settleSome(some, settling, ports);
  }
}

async function settleSome(
  people: readonly ImportedPerson[],
  settling: ImportSettling,
  { store, now }: Pick<PushPorts, 'store' | 'now'>,
): Promise<void> {
  let left = people;
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const rows = await store.read(left.map(({ userId }) => personKey(userId)));
    const writes = left.flatMap((person) => writeOf(person, rows, { settling, now: now() }));
    if (writes.length === 0) return;
    const written = await store.write(writes);
    const lost = new Set(writes.map(({ key }) => key.rowKey).filter((row) => !written.has(row)));
    if (lost.size === 0) return;
    left = left.filter(({ userId }) => lost.has(personKey(userId).rowKey));
  }
  throw new SyncError('StorageUnavailable', 'Rows of an import keep changing.');
}

function writeOf(
  person: ImportedPerson,
  rows: ReadonlyMap<string, StoredPush>,
  at: { settling: ImportSettling; now: number },
): PushWrite[] {
  const key = personKey(person.userId);
  const stored = rows.get(key.rowKey);
  if (stored === undefined) return [];
  const record = recordAfter(person, stored.record, at);
  return sameRecord(record, stored.record) ? [] : [{ key, record, etag: stored.etag }];
}

function recordAfter(
  person: ImportedPerson,
  record: PushRecord,
  { settling, now }: { settling: ImportSettling; now: number },
): PushRecord {
  const sent = new Map(Object.entries(record.sent));
  const doubts = new Map(Object.entries(record.doubts));
  const refusals = new Map(Object.entries(record.refusals));
  const mark = importMark(settling.importId);
  let wasImported = false;
  for (const [id, hash] of Object.entries(person.words)) {
    if (doubts.get(id) !== mark) {
      // Something newer was sent although the import held the word: the import may have come after it. The mark is
      // another one, so that settling once more does not take this for a word that the import still holds.
      if (!doubts.has(id) && (sent.get(id) ?? '') !== hash) doubts.set(id, `after ${mark}`);
      continue;
    }
    const verdict = settling.verdict(person, id);
    if (verdict === 'open') continue;
    if (verdict === 'imported') {
      wasImported = true;
      doubts.delete(id);
      refusals.delete(id);
      if (hash === '') sent.delete(id);
      else sent.set(id, hash);
    } else refusals.set(id, refusalOf(verdict, { id, of: hash, at: now }));
  }
  return {
    ...record,
    sent: Object.fromEntries(sent),
    doubts: Object.fromEntries(doubts),
    refusals: Object.fromEntries(refusals),
    pushedFor: wasImported ? rememberSubmissions(record, person.submissions) : record.pushedFor,
  };
}

/** A profile that is not there is one error of the person, whatever the property. */
function refusalOf(
  { code, message }: Pick<Refusal, 'code' | 'message'>,
  { id, of, at }: { id: string; of: string; at: number },
): PushRecord['refusals'][string] {
  const property =
    code === 'IdentityNotResolvable' ? {} : { property: id.slice(id.indexOf(':') + 1) };
  return { code, message, target: 'bulkImport', ...property, at, of };
}
