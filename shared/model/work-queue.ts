/** What a message may name (K2: messages are hints). People never travel in messages. */
export type WorkMessage =
  | { readonly version: 1; readonly submissionId: string; readonly part: number }
  | { readonly version: 1; readonly retry: true };

/** One Azure Storage queue, written to. Messages do not expire (K10). */
export interface WorkQueue {
  /** `visibleAt`: milliseconds since the epoch; at once when absent or past. */
  send(message: WorkMessage, options?: { visibleAt?: number }): Promise<void>;
}
