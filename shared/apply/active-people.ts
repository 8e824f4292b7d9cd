import type { PersonKey } from '../model/person-key';

/** Somebody in the store. */
export interface ActivePerson {
  /** As it was sent. */
  readonly userId: string;
  readonly key: PersonKey;
}

export type TakePerson = (person: ActivePerson) => Promise<void>;

/** Everybody in `UserProfiles` who is active. */
export interface ActivePeople {
  /**
   * Gives everybody once, in no particular order, holding a page of each bucket in memory. Who is stored meanwhile may
   * be among them or not. `take` is called for all buckets side by side, in one bucket for one after the other; after a
   * failure no further page is read, and it is thrown when all have stopped.
   */
  each(take: TakePerson): Promise<void>;
}
