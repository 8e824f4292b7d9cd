import type { DeliveryAnswer } from '../../shared/flows/idempotent-answer';
import { SyncError } from '../../shared/model/sync-error';
import type { PlannedDelivery } from './planned-delivery';

/** A request of a sender; one with a key is sent again until it is answered. */
export interface Request {
  readonly plan: PlannedDelivery;
  state: 'new' | 'sent' | 'unknown' | 'answered' | 'refused';
  answer?: DeliveryAnswer;
  /** The codes of all errors that it was answered with. */
  readonly refusals: string[];
}

/** What an error tells the sender: refused for good, or not known. */
export function noteRefusal(request: Request, error: unknown): void {
  if (request.state !== 'sent') return;
  const code = error instanceof SyncError ? error.code : undefined;
  const hasKey = request.plan.key !== undefined;
  const isUnsure = code === undefined || code === 'StorageUnavailable';
  // Who has a key and is turned away at the door may have been let in at an earlier try, and asks again.
  const isTurnedAway = code === 'SyncDisabled' && hasKey;
  if (code !== undefined) request.refusals.push(code);
  if (isUnsure || isTurnedAway) request.state = hasKey ? 'new' : 'unknown';
  else request.state = 'refused';
}
