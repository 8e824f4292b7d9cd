import type { PersonToPush } from './person-to-push';

/** A person who could not be pushed and is due again; `attempt` is the number of that next try. */
export interface PushRetry extends PersonToPush {
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

/** What was refused before a retry is due is no answer to it, not even in the same millisecond. */
export function sinceRetry(dueAt: number): number {
  return dueAt + 1;
}

/** Partition `retry` of table `Pushes`, in order of time. */
export interface PushRetries {
  /** Adding the same person for the same time again changes nothing. */
  add(retries: readonly PushRetry[]): Promise<void>;
  /** The first entries that are due, oldest first. */
  due(now: number, limit: number): Promise<readonly PushRetry[]>;
  /** Removing what is gone already changes nothing. */
  remove(retries: readonly PushRetry[]): Promise<void>;
}
