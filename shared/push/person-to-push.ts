import type { PushOutcome } from '../model/outcome';
import type { PushError } from './push-error';

/** A person whose profile a submission has changed, so that the tenant must hear of it. */
export interface PersonToPush {
  readonly userId: string;
  readonly submissionId: string;
  /** Place of the change in the delivery. */
  readonly index: number;
  /** Which try this is, from 1; the second is the last (row S40). */
  readonly attempt: number;
  /** From when on a refusal is the answer to this request; milliseconds since the epoch. */
  readonly since: number;
}

/** What became of a person to push. */
export interface PersonPushed {
  readonly person: PersonToPush;
  /** Of the profile, for whoever reads the errors (row S58). */
  readonly upn?: string;
  readonly outcome: PushOutcome;
  readonly errors: readonly PushError[];
}
