import type { SendAnswer } from './send-answer';

/** One property of one person's SharePoint profile. */
export interface ProfileProperty {
  /** With or without the claims prefix is the adapter's business: this is the user principal name. */
  readonly userPrincipalName: string;
  /** Internal name; case counts. */
  readonly property: string;
}

/** SharePoint profiles, written a property a call. Failures: see {@link SendAnswer}. */
export interface ProfileWriter {
  /** Empty text clears. */
  setSingle(where: ProfileProperty, value: string): Promise<SendAnswer>;
  /** Replaces all values; an empty list clears. */
  setMulti(where: ProfileProperty, values: readonly string[]): Promise<SendAnswer>;
  /** The names of the properties that this person's profile has; undefined where there is no profile. */
  readNames(userPrincipalName: string): Promise<ReadonlySet<string> | undefined>;
}
