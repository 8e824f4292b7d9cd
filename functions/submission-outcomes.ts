import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import type { App } from '../shared/app';
import { OUTCOMES } from '../shared/model/outcome';
import { answerErrors } from './http/answer-errors';
import { parseQuery } from './http/parse-query';
import { parseSubmissionId, submissionNotFound } from './http/parse-submission-id';

const querySchema = z.object({
  outcome: z.enum(OUTCOMES).exactOptional(),
  continuation: z.string().exactOptional(),
});

/** `GET …/submissions/{submissionId}/outcomes?outcome=&continuation=`: what became of every change (design §9). */
export function createSubmissionOutcomes(
  app: Pick<App, 'authorizeCaller' | 'listOutcomes' | 'now'>,
): HttpHandler {
  return answerErrors(app, async ({ headers, params, query }) => {
    const caller = await app.authorizeCaller.known(headers.get('authorization'));
    const submissionId = parseSubmissionId(params['submissionId']);
    const page = await app.listOutcomes({
      submissionId,
      caller,
      ...parseQuery(query, querySchema),
    });
    if (page === undefined) throw submissionNotFound();
    return { jsonBody: page };
  });
}
