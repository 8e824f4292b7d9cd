import type { StorageQueueHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { createWorkTrigger } from './queue/work-trigger';

/** Queue `profile-changes`: writes a part of a submission into the store. */
export function createApplyChanges({
  applyPart,
  queues,
  now,
}: Pick<App, 'applyPart' | 'queues' | 'now'>): StorageQueueHandler {
  return createWorkTrigger({ queue: queues.changes, now, onPart: (name) => applyPart(name) });
}
