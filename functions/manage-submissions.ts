import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import type { App } from '../shared/app';
import { SUBMISSION_STATES } from '../shared/model/submission';
import { answerErrors } from './http/answer-errors';
import { parseQuery } from './http/parse-query';
import { toSubmissionView } from './http/submission-view';

const querySchema = z.object({
  state: z.enum(SUBMISSION_STATES).exactOptional(),
  continuation: z.string().exactOptional(),
});

/** `GET app/manage/submissions?state=&continuation=`: everybody's submissions, newest first. */
export function createManageSubmissions(
  app: Pick<App, 'authorizeCaller' | 'listSubmissions' | 'now'>,
): HttpHandler {
  return answerErrors(app, async ({ headers, query }) => {
    await app.authorizeCaller.reader(headers.get('authorization'));
    const { items, ...page } = await app.listSubmissions(parseQuery(query, querySchema));
    const views = items.map((item) => ({ ...toSubmissionView(item), caller: item.caller }));
    return { jsonBody: { items: views, ...page } };
  });
}
