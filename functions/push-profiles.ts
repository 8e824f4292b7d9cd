import type { StorageQueueHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { createWorkTrigger } from './queue/work-trigger';

/** Queue `sharepoint-pushes`: brings the people of a part, or those whose retry is due, to SharePoint and Entra. */
export function createPushProfiles({
  pushPart,
  retryPushes,
  queues,
  now,
}: Pick<App, 'pushPart' | 'retryPushes' | 'queues' | 'now'>): StorageQueueHandler {
  return createWorkTrigger({
    queue: queues.pushes,
    now,
    onPart: (name) => pushPart(name),
    onRetry: retryPushes,
  });
}
