import { personKey } from '../model/person-key';
import type { Collected, ImportRow } from '../push/collect-import';
import type { ImportedPerson } from '../push/import-store';
import type { ImportRound } from './import-round';

/** A person may have no profile yet; after so many the import goes on unchecked. */
const MAX_PEOPLE_ASKED = 3;

/**
 * The properties that SharePoint does not have: one of them would spoil the whole import (row S7). The names in
 * somebody's profile settle most; a name that is not among them is tried by one write of a value that the import is
 * to bring anyway, for not every profile names every property. These few calls are not counted against the allowance.
 */
export async function findMissingProperties(
  round: ImportRound,
  { people, rows }: Collected,
): Promise<ReadonlySet<string>> {
  const names = await readNames(round, people);
  if (names === undefined) return new Set();
  const properties = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const missing = new Set<string>();
  for (const property of properties) {
    if (names.has(property)) continue;
    const some = rows.filter(({ values }) => property in values).slice(0, MAX_PEOPLE_ASKED);
    if (await isMissing(round, property, { some, people })) missing.add(property);
  }
  return missing;
}

async function readNames(
  round: ImportRound,
  people: readonly ImportedPerson[],
): Promise<ReadonlySet<string> | undefined> {
  for (const person of people.slice(0, MAX_PEOPLE_ASKED)) {
    const address = await addressOf(round, person);
    if (address === undefined) continue;
    const names = await round.sharePoint.call(() => round.ports.tenant.profiles.readNames(address));
    if (names !== undefined) return names;
  }
  return undefined;
}

async function isMissing(
  round: ImportRound,
  property: string,
  { some, people }: { some: readonly ImportRow[]; people: readonly ImportedPerson[] },
): Promise<boolean> {
  const { profiles } = round.ports.tenant;
  for (const { objectId, values } of some) {
    const person = people.find((one) => one.objectId === objectId);
    const userPrincipalName = person === undefined ? undefined : await addressOf(round, person);
    if (userPrincipalName === undefined) continue;
    const where = { userPrincipalName, property };
    const answer = await round.sharePoint.call(() =>
      profiles.setSingle(where, values[property] ?? ''),
    );
    const hasNoProfile = answer.kind === 'refused' && answer.code === 'IdentityNotResolvable';
    if (!hasNoProfile) return answer.kind === 'refused' && answer.code === 'PropertyMissing';
  }
  return false;
}

/** The user principal name, which profiles are addressed by. */
async function addressOf(
  { ports }: ImportRound,
  { userId }: ImportedPerson,
): Promise<string | undefined> {
  const key = personKey(userId);
  const rows = await ports.tenant.store.read([key]);
  return rows.get(key.rowKey)?.record.identity?.userPrincipalName;
}
