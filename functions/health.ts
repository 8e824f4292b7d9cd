import type { HttpHandler } from '@azure/functions';

/** `GET health`: that the app runs, and nothing else. It calls nobody, so that anyone may ask as often as they like. */
export function createHealth(): HttpHandler {
  return () => ({ jsonBody: { status: 'up' } });
}
