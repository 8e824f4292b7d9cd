import { SyncError } from '../model/sync-error';
import { MAX_ITEMS, type DirectoryUser, type ListedUser } from './directory-users';
import { addressKey } from './identity-addresses';
import { isResolved, type PushCase } from './push-case';
import type { PushRound } from './push-round';

/** Up to so many people it is cheaper to ask for each, twenty a call, than to list everybody. */
const LIST_FROM = 200;

/** Less than a turn with the lane, so that a list longer than a turn leaves time to ask for the others. */
const LISTING_MS = 20_000;

/**
 * Where many are unknown, goes through the list of all users, a page of 999 a call, and keeps those who are looked
 * for; never more pages than asking for each would take calls. A list that breaks off is no loss: who is not in it
 * is asked for.
 */
export async function listUsers(cases: readonly PushCase[], round: PushRound): Promise<void> {
  const unknown = cases.filter((one) => !isResolved(one));
  if (unknown.length < LIST_FROM) return;
  const wanted = new Set(unknown.flatMap(({ addresses }) => addresses.map(addressKey)));
  const mails = new Map<string, DirectoryUser | 'several'>();
  const { now } = round.ports;
  const end = now() + LISTING_MS;
  let next: string | undefined;
  for (let page = 0; page < unknown.length / MAX_ITEMS && now() < end; page += 1) {
    const answer = await readPage(round, next);
    if (answer === undefined) return;
    for (const user of answer.users) keep(user, { wanted, mails, users: round.users });
    next = answer.next;
    if (next === undefined) {
      keepMails(mails, round.users);
      return;
    }
  }
}

/** A mail address is only known to be one user's when the whole list has been read. */
function keepMails(mails: Kept['mails'], users: Kept['users']): void {
  for (const [key, user] of mails) {
    if (user !== 'several') users.set(key, user);
  }
}

async function readPage(
  { gates, ports }: PushRound,
  next: string | undefined,
): Promise<Awaited<ReturnType<typeof ports.directory.list>> | undefined> {
  try {
    return await gates.open('graph')?.call(() => ports.directory.list(next));
  } catch (error) {
    if (!(error instanceof SyncError) || error.code === 'StorageUnavailable') throw error;
    return undefined;
  }
}

interface Kept {
  readonly wanted: ReadonlySet<string>;
  readonly mails: Map<string, DirectoryUser | 'several'>;
  readonly users: Map<string, DirectoryUser>;
}

function keep({ mail, ...user }: ListedUser, { wanted, mails, users }: Kept): void {
  const name = addressKey({ kind: 'principalName', text: user.userPrincipalName });
  if (wanted.has(name)) users.set(name, user);
  if (mail === undefined) return;
  const key = addressKey({ kind: 'mail', text: mail });
  if (wanted.has(key)) mails.set(key, mails.has(key) ? 'several' : user);
}
