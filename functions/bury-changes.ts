import type { StorageQueueHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { createWorkTrigger } from './queue/work-trigger';

/** Queue `profile-changes-poison`: ends what could not be applied (K8). */
export function createBuryChanges({
  buryPart,
  queues,
  now,
}: Pick<App, 'buryPart' | 'queues' | 'now'>): StorageQueueHandler {
  return createWorkTrigger({ queue: queues.changes, now, onPart: buryPart });
}
