import { mayStillApply, type OpenSubmission } from '../model/submission';

/** Answers whether an open, older submission may still speak of a person (K5). */
export type EarlierSpeakers = (hash32: number, after: number) => boolean;

/**
 * Built from one reading of the ledger, taken before any row is read. Submissions with too many people to list
 * may speak of everybody.
 */
export function earlierSpeakers(
  open: readonly OpenSubmission[],
  sequence: number,
): EarlierSpeakers {
  const earlier = open
    .filter((other) => other.sequence < sequence && mayStillApply(other.state))
    .map((other) => ({
      sequence: other.sequence,
      people: other.people === 'everybody' ? undefined : new Set(other.people),
    }));
  return (hash32, after) =>
    earlier.some((other) => other.sequence > after && (other.people?.has(hash32) ?? true));
}
