import type { StorageQueueHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { createWorkTrigger } from './queue/work-trigger';

/** Queue `sharepoint-pushes-poison`: ends what could not be pushed (K8). A dead retry needs none: its people stay due. */
export function createBuryPushes({
  buryPush,
  queues,
  now,
}: Pick<App, 'buryPush' | 'queues' | 'now'>): StorageQueueHandler {
  return createWorkTrigger({ queue: queues.pushes, now, onPart: buryPush });
}
