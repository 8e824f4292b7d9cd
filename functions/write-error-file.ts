import type { TimerHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { rethrowSafely } from './rethrow-safely';

/** Each minute: tells in the SharePoint site what became of what was pushed (rows S56 to S58). */
export function createWriteErrorFile({
  writeErrorFile,
}: Pick<App, 'writeErrorFile'>): TimerHandler {
  return (_timer, context) => rethrowSafely(context, writeErrorFile);
}
