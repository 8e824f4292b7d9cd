import { inRuns } from '../model/in-runs';
import { MAX_ITEMS, type DirectoryUser, type FindAnswer } from './directory-users';
import { addressesHash, addressKey, type IdentityAddress } from './identity-addresses';
import { isOpen, isResolved, replan, withIdentity, type PushCase } from './push-case';
import { alone, ASKED_TO_PAUSE, type PushRound } from './push-round';
import { WHOLE_PERSON } from './push-store';
import { wakeSharers } from './wake-sharers';

/** How many addresses of a person there are at most, see `identityAddresses`. */
const MAX_ADDRESSES = 4;

/**
 * Finds out who these people are in the tenant, where that is not known or their addresses have changed: their
 * addresses are tried one after another, twenty people a call. Who has no address is at fault for good; who is not
 * there may still come (row S40).
 */
export async function resolveIdentities(
  cases: readonly PushCase[],
  round: PushRound,
): Promise<void> {
  const unknown = cases.filter((one) => isOpen(one) && !isResolved(one));
  for (const one of unknown.filter(({ addresses }) => addresses.length === 0)) one.ended = true;
  for (let place = 0; place < MAX_ADDRESSES; place += 1) {
    const asking = unknown.filter((one) => mustAsk(one, place, round));
    for (const some of inRuns(asking, MAX_ITEMS)) await lookUp(some, place, round);
  }
  for (const one of unknown.filter(isOpen)) await identify(one, round);
}

function mustAsk(one: PushCase, place: number, { users }: PushRound): boolean {
  if (!isOpen(one) || one.addresses[place] === undefined) return false;
  return !one.addresses.slice(0, place + 1).some((address) => users.has(addressKey(address)));
}

async function lookUp(asking: readonly PushCase[], place: number, round: PushRound): Promise<void> {
  const gate = round.gates.open('graph');
  if (gate === undefined) {
    for (const one of asking) one.unfinished = true;
    return;
  }
  const addresses = asking.flatMap((one) => one.addresses[place] ?? []);
  await alone(round, {
    people: asking,
    work: async () => {
      const answers = await gate.call(() => round.ports.directory.find(addresses));
      for (const [index, one] of asking.entries()) {
        const [address, answer] = [addresses[index], answers[index]];
        if (address === undefined || answer === undefined) one.unfinished = true;
        else await noteAnswer(one, { address, answer }, round);
      }
    },
  });
}

async function noteAnswer(
  one: PushCase,
  { address, answer }: { address: IdentityAddress; answer: FindAnswer },
  { users, gates, failures }: PushRound,
): Promise<void> {
  if (answer.kind === 'found') users.set(addressKey(address), answer.user);
  if (answer.kind === 'nobody' || answer.kind === 'found') return;
  one.unfinished = true;
  if (answer.kind === 'later') await gates.hold('graph', answer.retryAt, ASKED_TO_PAUSE);
  else failures.set(one, answer.error);
}

async function identify(one: PushCase, round: PushRound): Promise<void> {
  const user = one.addresses
    .map((address) => round.users.get(addressKey(address)))
    .find((known): known is DirectoryUser => known !== undefined);
  if (user !== undefined) return recognize(one, user, round);
  const message = 'Nobody in Entra has one of the addresses of this person.';
  const of = addressesHash(one.addresses);
  one.refusals.set(WHOLE_PERSON, {
    code: 'IdentityNotResolvable',
    target: 'graph',
    message,
    of,
  });
  one.ended = true;
}

async function recognize(one: PushCase, user: DirectoryUser, round: PushRound): Promise<void> {
  const known = one.record.identity;
  const { objectId, userPrincipalName, onPremisesSync } = user;
  const resolvedFrom = addressesHash(one.addresses);
  one.found = { objectId, userPrincipalName, onPremisesSync, resolvedFrom };
  if (known !== undefined && known.objectId !== user.objectId) {
    await wakeSharers(one, round.ports);
    one.doubted = new Set();
  }
  one.record = withIdentity(one.record, one.found);
  replan(one, round.routing);
}
