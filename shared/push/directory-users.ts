import type { EntraAttribute } from '../model/property-map';
import type { SyncError } from '../model/sync-error';
import type { IdentityAddress } from './identity-addresses';
import type { SendAnswer } from './send-answer';

/** A user of Entra, as far as a push needs to know. */
export interface DirectoryUser {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly onPremisesSync: boolean;
}

/** Attributes to set; `null`, or an empty list for `businessPhones`, clears. */
export type EntraValues = Readonly<
  Partial<Record<EntraAttribute, string | readonly string[] | null>>
>;

/** Sets all of these attributes or none; the others keep their values. */
export interface UserUpdate {
  readonly objectId: string;
  readonly values: EntraValues;
}

/** One item of a call with many that has no answer: it is throttled, or nobody knows what became of it. */
export type ItemLeftOpen =
  /** Milliseconds since the epoch. */
  | { readonly kind: 'later'; readonly retryAt: number }
  | { readonly kind: 'open'; readonly error: SyncError };

export type UpdateAnswer = SendAnswer | ItemLeftOpen;

export type FindAnswer =
  | { readonly kind: 'found'; readonly user: DirectoryUser }
  /** Nobody has this address, or, of a mail address, several have it. */
  | { readonly kind: 'nobody' }
  | ItemLeftOpen;

export interface ListedUser extends DirectoryUser {
  /** Primary mail address. */
  readonly mail?: string;
}

export interface UserPage {
  readonly users: readonly ListedUser[];
  /** Asks for the next page; absent on the last. */
  readonly next?: string;
}

/** How many items a call with many takes (Microsoft Graph, JSON batching). */
export const MAX_ITEMS = 20;

/** The users of Entra. What concerns the whole call throws, see {@link SendAnswer}; what concerns an item is in its answer. */
export interface DirectoryUsers {
  /** Looks up to twenty addresses up in one call; answers in the order of the addresses. */
  find(addresses: readonly IdentityAddress[]): Promise<readonly FindAnswer[]>;
  /** Everybody, a page of 999 a call. */
  list(next?: string): Promise<UserPage>;
  /** Up to twenty updates in one call; answers in the order of the updates. */
  update(updates: readonly UserUpdate[]): Promise<readonly UpdateAnswer[]>;
}
