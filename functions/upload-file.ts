import type { HttpHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { answerErrors } from './http/answer-errors';
import { deliver } from './http/deliver';
import { openBody, readBody } from './http/read-body';
import { requireFormData } from './http/require-content';

export type UploadFileApp = Pick<
  App,
  | 'authorizeCaller'
  | 'readIntakeLimits'
  | 'readFormFile'
  | 'acceptDelivery'
  | 'planDelivery'
  | 'now'
>;

/** `POST app/togouserprofile/uploadfile`: the same people as a JSON file in form data (rows S49–S55). */
export function createUploadFile(app: UploadFileApp): HttpHandler {
  return answerErrors(app, async (request, logger) => {
    const caller = await app.authorizeCaller.deliverer(request.headers.get('authorization'));
    const contentType = requireFormData(request);
    const { maxBodyBytes } = await app.readIntakeLimits();
    const body = await readBody(request, maxBodyBytes);
    return deliver(
      app,
      {
        kind: 'file',
        caller: caller.applicationId,
        openBody: () => app.readFormFile({ contentType, body: openBody(body) }),
      },
      { request, logger },
    );
  });
}
