import type { StorageQueueHandler, TimerHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { createWorkTrigger } from './queue/work-trigger';
import { rethrowSafely } from './rethrow-safely';

/** Queue `sharepoint-imports`: starts a bulk import, or takes the one that is going on a step further. */
export function createFollowImports({
  followImports,
  queues,
  now,
}: Pick<App, 'followImports' | 'queues' | 'now'>): StorageQueueHandler {
  return createWorkTrigger({
    queue: queues.imports,
    now,
    onImport: () => followImports('message'),
  });
}

/** By `IMPORT_POLL_SCHEDULE`: finds an import again whose message was lost; what is not due is left alone. */
export function createPollImports({ followImports }: Pick<App, 'followImports'>): TimerHandler {
  return (_timer, context) => rethrowSafely(context, () => followImports('timer'));
}
