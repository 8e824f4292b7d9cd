import { addressesHash, type IdentityAddress } from './identity-addresses';
import type { DirectoryUser, DirectoryUsers } from './directory-users';
import { endWithError, isOpen, isResolved, replan, withIdentity, type PushCase } from './push-case';
import { alone, type PushRound } from './push-round';
import type { TargetGate } from './target-gate';
import { wakeSharers } from './wake-sharers';

/**
 * Finds out who these people are in the tenant, where that is not known or their addresses have changed.
 * Who has no address is at fault for good; who is not there may still come (row S40).
 */
export async function resolveIdentities(
  cases: readonly PushCase[],
  round: PushRound,
): Promise<void> {
  for (const one of cases.filter((each) => isOpen(each) && !isResolved(each))) {
    await alone(round, { one, work: () => resolveIdentity(one, round) });
  }
}

async function resolveIdentity(one: PushCase, round: PushRound): Promise<void> {
  if (one.addresses.length === 0) {
    one.ended = true;
    return;
  }
  const gate = round.gates.open('graph');
  if (gate === undefined) {
    one.unfinished = true;
    return;
  }
  const user = await lookUp(one.addresses, { gate, directory: round.ports.directory });
  if (user === undefined) {
    const message = 'Nobody in Entra has one of the addresses of this person.';
    endWithError(one, { code: 'IdentityNotResolvable', target: 'graph', message });
  } else await identify(one, user, round);
}

async function lookUp(
  addresses: readonly IdentityAddress[],
  { gate, directory }: { gate: TargetGate; directory: DirectoryUsers },
): Promise<DirectoryUser | undefined> {
  for (const { kind, text } of addresses) {
    const user = await gate.call(() =>
      kind === 'mail' ? directory.findByMail(text) : directory.findByPrincipalName(text),
    );
    if (user !== undefined) return user;
  }
  return undefined;
}

async function identify(one: PushCase, user: DirectoryUser, round: PushRound): Promise<void> {
  const known = one.record.identity;
  one.found = { ...user, resolvedFrom: addressesHash(one.addresses) };
  if (known !== undefined && known.objectId !== user.objectId) {
    await wakeSharers(one, round.ports);
    one.doubted = new Set();
  }
  one.record = withIdentity(one.record, one.found);
  replan(one, round.routing);
}
