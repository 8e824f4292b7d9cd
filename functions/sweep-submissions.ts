import type { TimerHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { rethrowSafely } from './rethrow-safely';

/** Each minute: finds again what messages have lost, and ends what is complete (K2). */
export function createSweepSubmissions({
  sweepSubmissions,
}: Pick<App, 'sweepSubmissions'>): TimerHandler {
  return (_timer, context) => rethrowSafely(context, sweepSubmissions);
}
