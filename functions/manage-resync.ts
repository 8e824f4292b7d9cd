import type { HttpHandler } from '@azure/functions';
import type { App } from '../shared/app';
import type { StartResync } from '../shared/flows/start-resync';
import { answerErrors } from './http/answer-errors';
import { statusUrl } from './http/status-url';

type ResyncApp = Pick<App, 'authorizeCaller' | 'now'> & { readonly startResync: StartResync };

/**
 * `POST app/manage/push/resync`: compares everybody with what SharePoint and Entra were sent last, and sends what
 * differs (row S6). Answered as a delivery is.
 */
export function createManageResync(app: ResyncApp): HttpHandler {
  return answerErrors(app, async ({ headers, url }, logger) => {
    const { applicationId } = await app.authorizeCaller.administrator(headers.get('authorization'));
    const answer = await app.startResync(applicationId);
    const { submissionId, accepted } = answer;
    logger.info(`resync ${submissionId} of ${String(accepted)} people`);
    return { jsonBody: { ...answer, statusUrl: statusUrl(url, submissionId) } };
  });
}
