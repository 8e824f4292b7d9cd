import type { HttpHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { answerErrors } from './http/answer-errors';
import { parseSubmissionId, submissionNotFound } from './http/parse-submission-id';
import { toErrorView, toSubmissionView } from './http/submission-view';

/** `GET app/togouserprofile/submissions/{submissionId}`: where a delivery stands, for its caller (design §9). */
export function createSubmissionStatus(
  app: Pick<App, 'authorizeCaller' | 'showSubmission' | 'now'>,
): HttpHandler {
  return answerErrors(app, async ({ headers, params }) => {
    const caller = await app.authorizeCaller.known(headers.get('authorization'));
    const submissionId = parseSubmissionId(params['submissionId']);
    const submission = await app.showSubmission({ submissionId, caller });
    if (submission === undefined) throw submissionNotFound();
    const errors = submission.errors.map(toErrorView);
    return { jsonBody: { ...toSubmissionView(submission), errors } };
  });
}
