import type { StorageQueueHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { createWorkTrigger } from './queue/work-trigger';

/** What has failed five times is tried again after this long. */
const AGAIN_MS = 5 * 60_000;

/**
 * Queue `sharepoint-imports-poison`: sends the message again, later. What is to be done stands in the row of the
 * import, so nothing ends with its message; an import that does not end is given up by its age.
 */
export function createReviveImports({
  queues,
  now,
}: Pick<App, 'queues' | 'now'>): StorageQueueHandler {
  const { imports } = queues;
  return createWorkTrigger({
    queue: imports,
    now,
    onImport: () => imports.send({ version: 1, import: true }, { visibleAt: now() + AGAIN_MS }),
  });
}
