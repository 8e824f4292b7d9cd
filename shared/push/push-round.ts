import { RetryLaterError, SyncError } from '../model/sync-error';
import type { PersonKey } from '../model/person-key';
import type { UserProfile } from '../model/user-profile';
import type { DirectoryUsers } from './directory-users';
import type { IdentityClaims } from './identity-claims';
import type { Lanes } from './lanes';
import type { Gates } from './open-gates';
import type { ProfileWriter } from './profile-writer';
import type { PushCase } from './push-case';
import type { PushRetries } from './push-retries';
import type { PushStore } from './push-store';
import type { Routing } from './route-properties';

/** Reads people's stored profiles by row key, as they stand at this moment. */
export type ReadProfiles = (
  keys: readonly PersonKey[],
) => Promise<ReadonlyMap<string, UserProfile>>;

/** What a push needs of the world. */
export interface PushPorts {
  readonly store: PushStore;
  readonly claims: IdentityClaims;
  readonly retries: PushRetries;
  readonly lanes: Lanes;
  readonly directory: DirectoryUsers;
  readonly profiles: ProfileWriter;
  readonly readProfiles: ReadProfiles;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** One call of `pushPeople` after its lanes have been taken. */
export interface PushRound {
  readonly ports: PushPorts;
  readonly routing: Routing;
  readonly gates: Gates;
  /** Names this round in the doubts that it marks. */
  readonly mark: string;
  /** Calls that failed, one a person at most; the first is thrown once everybody else has been seen to. */
  readonly failures: SyncError[];
}

/**
 * A person's failure is that person's alone: whom a call has failed for is left unfinished and in doubt.
 * What is no failure of the tenant is nobody's in particular and goes on up.
 */
export async function alone(
  round: PushRound,
  { one, work }: { one: PushCase; work: () => Promise<void> },
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SyncError) || error.code === 'StorageUnavailable') throw error;
    one.unfinished = true;
    if (!(error instanceof RetryLaterError)) round.failures.push(error);
  }
}
