import type { PersonKey } from '../model/person-key';
import type { UserProfile } from '../model/user-profile';
import { addressesHash, identityAddresses, type IdentityAddress } from './identity-addresses';
import type { PersonToPush } from './person-to-push';
import { planPush, refusalOf, type PushPlan } from './plan-push';
import type { PushError } from './push-error';
import {
  newPushRecord,
  WHOLE_PERSON,
  type PushRecord,
  type ResolvedIdentity,
  type StoredPush,
} from './push-store';
import { routeProperties, type Routing } from './route-properties';

/** What the tenant made of a word. A word without an answer was not sent, or nobody knows. */
export type WordResult = 'sent' | 'refused';

/** A person on their way through a round; filled in step by step. */
export interface PushCase {
  readonly key: PersonKey;
  /** All requests for this person; at least one. */
  readonly asked: readonly [PersonToPush, ...PersonToPush[]];
  profile: UserProfile | undefined;
  /** The row as it was last read or written. */
  stored: StoredPush | undefined;
  /** The row with what this round has found out about the identity. */
  record: PushRecord;
  addresses: readonly IdentityAddress[];
  plan: PushPlan;
  /** Found in the tenant during this round, so that claims have to be looked at. */
  found: ResolvedIdentity | undefined;
  /** It was looked at who else claims the identity: `record.sharedWith` is news. */
  claimed: boolean;
  /** Destinations that were in doubt before this round marked any. */
  doubted: Set<string>;
  /** The marks are set and the profile was read after that: it may be sent. */
  ready: boolean;
  /** Nothing more is to be done for this person in this round. */
  ended: boolean;
  /** Something is left to do that cannot be done now. */
  unfinished: boolean;
  /** The account turned out not to be there: look it up again next time. */
  identityLost: boolean;
  readonly results: Map<string, WordResult>;
  /** What the tenant refused in this round, by destination or `WHOLE_PERSON`. */
  readonly refusals: Map<string, PushError & { readonly of: string }>;
  /** What is wrong with the person as a whole and stands in our own rows; worth another try later. */
  readonly errors: PushError[];
}

/** What is read of a person, at the start of a round and again in it. */
export interface PersonRows {
  readonly profile: UserProfile | undefined;
  readonly stored: StoredPush | undefined;
}

const NOTHING: PushPlan = { words: [], errors: [], refusals: [], skips: false };

export function newPushCase(
  who: Pick<PushCase, 'key' | 'asked'>,
  rows: PersonRows,
  routing: Routing,
): PushCase {
  const one: PushCase = {
    ...who,
    ...rows,
    record: rows.stored?.record ?? newPushRecord(who.asked[0].userId),
    addresses: [],
    plan: NOTHING,
    found: undefined,
    claimed: false,
    doubted: new Set(Object.keys(rows.stored?.record.doubts ?? {})),
    ready: false,
    ended: false,
    unfinished: false,
    identityLost: false,
    results: new Map(),
    refusals: new Map(),
    errors: [],
  };
  replan(one, routing);
  return one;
}

/** Plans anew, after profile or record have changed. */
export function replan(one: PushCase, routing: Routing): void {
  const { profile, record, doubted } = one;
  if (profile === undefined) return;
  one.addresses = identityAddresses(profile);
  const routes = routeProperties(
    {
      profile,
      onPremisesSync: record.identity?.onPremisesSync ?? false,
      known: [...Object.keys(record.sent), ...doubted],
    },
    routing,
  );
  const { sent, refusals } = record;
  one.plan = planPush(routes, { sent, refusals, doubted, since: askedSince(one) });
}

/** When the newest of the requests came; milliseconds since the epoch. */
function askedSince({ asked }: Pick<PushCase, 'asked'>): number {
  return Math.max(...asked.map(({ since }) => since));
}

/** That nobody has these addresses, if that was found out since it was asked for. */
export function nobodyFound(one: PushCase): PushError | undefined {
  const { refusals } = one.record;
  const of = addressesHash(one.addresses);
  return refusalOf({ refusals, since: askedSince(one) }, WHOLE_PERSON, of);
}

/** Whether the person is there to be pushed; nothing of deleted or locked people is sent or cleared. */
export function isActive({ profile }: Pick<PushCase, 'profile'>): boolean {
  return profile?.lifecycle === 'active';
}

/** Whether it is known who the person is in the tenant, from the addresses that they have now. */
export function isResolved({ record, addresses }: PushCase): boolean {
  return record.identity?.resolvedFrom === addressesHash(addresses);
}

/** Whether the round still has to do something for the person. */
export function isOpen({ ended, unfinished }: PushCase): boolean {
  return !ended && !unfinished;
}

/** Ends a person with an error that is worth another try. */
export function endWithError(one: PushCase, error: PushError): void {
  one.errors.push(error);
  one.ended = true;
}

/**
 * The row with another identity. What was sent to another account says nothing about this one, so it counts as new.
 */
export function withIdentity(record: PushRecord, identity: ResolvedIdentity): PushRecord {
  if (record.identity?.objectId === identity.objectId) return { ...record, identity };
  return { ...record, identity, sent: {}, doubts: {}, refusals: {}, sharedWith: [] };
}
