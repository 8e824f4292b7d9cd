import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import type { App } from '../shared/app';
import { answerErrors } from './http/answer-errors';
import { parseQuery } from './http/parse-query';

const querySchema = z.object({
  submissionId: z
    .uuidv7()
    .transform((id) => id.toLowerCase())
    .exactOptional(),
  userId: z.string().min(1).exactOptional(),
  code: z.string().min(1).exactOptional(),
  continuation: z.string().exactOptional(),
});

/** `GET app/manage/errors?submissionId=&userId=&code=&continuation=`: table `TogoUPErrorDetail` (row S58). */
export function createManageErrors(
  app: Pick<App, 'authorizeCaller' | 'listErrors' | 'now'>,
): HttpHandler {
  return answerErrors(app, async ({ headers, query }) => {
    await app.authorizeCaller.reader(headers.get('authorization'));
    return { jsonBody: await app.listErrors(parseQuery(query, querySchema)) };
  });
}
