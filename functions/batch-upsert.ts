import type { HttpHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { answerErrors } from './http/answer-errors';
import { deliver } from './http/deliver';
import { openBody, readBody } from './http/read-body';
import { requireJson } from './http/require-content';

export type BatchUpsertApp = Pick<
  App,
  'authorizeCaller' | 'readIntakeLimits' | 'acceptDelivery' | 'planDelivery' | 'now'
>;

/** `POST app/togouserprofile/batch/upsert`: people as JSON (rows S41–S48). The token is checked before all else. */
export function createBatchUpsert(app: BatchUpsertApp): HttpHandler {
  return answerErrors(app, async (request, logger) => {
    const caller = await app.authorizeCaller.deliverer(request.headers.get('authorization'));
    requireJson(request);
    const { maxBodyBytes } = await app.readIntakeLimits();
    const body = await readBody(request, maxBodyBytes);
    return deliver(
      app,
      { kind: 'batch', caller: caller.applicationId, openBody: () => openBody(body) },
      { request, logger },
    );
  });
}
