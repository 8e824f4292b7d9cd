import { personKey } from '../model/person-key';
import type { PersonToPush } from './person-to-push';
import { isActive, isResolved, newPushCase, nobodyFound, type PushCase } from './push-case';
import type { PushPorts } from './push-round';
import type { Routing } from './route-properties';

interface Asked {
  readonly people: readonly PersonToPush[];
  readonly routing: Routing;
}

/** Everybody's rows, and what follows from them; several requests for the same person are one case. */
export async function readCases(
  { people, routing }: Asked,
  { store, readProfiles }: Pick<PushPorts, 'store' | 'readProfiles'>,
): Promise<readonly PushCase[]> {
  const asked = new Map<string, [PersonToPush, ...PersonToPush[]]>();
  for (const person of people) {
    const { rowKey } = personKey(person.userId);
    const known = asked.get(rowKey);
    if (known === undefined) asked.set(rowKey, [person]);
    else known.push(person);
  }
  const keys = [...asked.values()].map(([{ userId }]) => personKey(userId));
  const rows = await store.read(keys);
  const profiles = await readProfiles(keys);
  return [...asked].map(([rowKey, requests]) =>
    newPushCase(
      { key: personKey(requests[0].userId), asked: requests },
      { profile: profiles.get(rowKey), stored: rows.get(rowKey) },
      routing,
    ),
  );
}

/** Nobody is looked up who has nothing to be sent and no new address; nobody can be who has no address. */
export function hasWork(one: PushCase): boolean {
  if (!isActive(one) || one.addresses.length === 0) return false;
  if (!isResolved(one) && nobodyFound(one) !== undefined) return false;
  return one.plan.words.length > 0 || hasMoved(one);
}

/** A new address may lead to another account, where nothing of this person stands yet. */
export function hasMoved(one: PushCase): boolean {
  return (one.record.identity?.resolvedFrom ?? '') !== '' && !isResolved(one);
}
