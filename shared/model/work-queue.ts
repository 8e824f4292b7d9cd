/** What a message may name (K2: messages are hints). People never travel in messages. */
export type WorkMessage =
  | { readonly version: 1; readonly submissionId: string; readonly part: number }
  | { readonly version: 1; readonly retry: true }
  | { readonly version: 1; readonly import: true };

/** A message that newer code has sent; it is put back as it is, for newer code (K8). */
export type NewerMessage = Readonly<Record<string, unknown>>;

/** One Azure Storage queue, written to. Messages do not expire (K10). */
export interface WorkQueue {
  /** `visibleAt`: milliseconds since the epoch; at once when absent or past. */
  send(message: WorkMessage | NewerMessage, options?: { visibleAt?: number }): Promise<void>;
}
