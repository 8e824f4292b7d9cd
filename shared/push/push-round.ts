import { RetryLaterError, SyncError } from '../model/sync-error';
import type { PersonKey } from '../model/person-key';
import type { UserProfile } from '../model/user-profile';
import { wayOf, type ImportChoice, type Way } from './choose-way';
import type { DirectoryUser, DirectoryUsers } from './directory-users';
import type { ClosingReason, HostGate } from './host-gate';
import type { IdentityClaims } from './identity-claims';
import type { ImportStore } from './import-store';
import type { Lanes } from './lanes';
import type { Gates } from './open-gates';
import type { PushWord } from './plan-push';
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
  readonly imports: Pick<ImportStore, 'read' | 'readPause'>;
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
  readonly choice: ImportChoice;
  /** Names this round in the doubts that it marks. */
  readonly mark: string;
  /** Users of the tenant by the address that they were found under, `addressKey`. */
  readonly users: Map<string, DirectoryUser>;
  /** Properties that SharePoint turned out not to have: what one person is told holds for all. */
  readonly missing: Set<string>;
  /** Whom a call has failed for; told once everybody else has been seen to. */
  readonly failures: Map<PushCase, SyncError>;
}

/** Which way a word of a person takes in this round. */
export function wayIn({ choice }: PushRound, one: PushCase, word: PushWord): Way {
  return wayOf(word, one.stored?.record ?? one.record, choice);
}

/** Whether a word waits for the end of a bulk import, one that is going on or the next. */
export function waitsForImport(round: PushRound, one: PushCase, word: PushWord): boolean {
  const way = wayIn(round, one, word);
  return way === 'held' || way === 'bulkImport';
}

/** The gate that a word can go through now; undefined when it waits for an import, or its host for a later time. */
export function gateFor(round: PushRound, one: PushCase, word: PushWord): HostGate | undefined {
  const way = wayIn(round, one, word);
  if (way === 'graph') return round.gates.open('graph');
  return way === 'peopleManager' ? round.gates.open('sharePoint', COUNTED) : undefined;
}

/** SharePoint's quota counts PeopleManager calls. */
export const COUNTED = { counted: true };

/** Why a gate closes when one answer of many asks for it. */
export const ASKED_TO_PAUSE: ClosingReason = {
  code: 'Throttled',
  message: 'The tenant asks for a pause.',
};

/**
 * A person's failure is that person's alone: whom a call has failed for is left unfinished and in doubt.
 * What is no failure of the tenant is nobody's in particular and goes on up.
 */
export async function alone(
  round: PushRound,
  { people, work }: { people: readonly PushCase[]; work: () => Promise<void> },
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SyncError) || error.code === 'StorageUnavailable') throw error;
    for (const one of people) {
      one.unfinished = true;
      if (!(error instanceof RetryLaterError)) round.failures.set(one, error);
    }
  }
}
