import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import type { App } from '../shared/app';
import { SyncError } from '../shared/model/sync-error';
import { answerErrors } from './http/answer-errors';
import { parseQuery } from './http/parse-query';
import { toProfileView } from './http/profile-view';

const querySchema = z.object({ userId: z.string('is missing').min(1, 'is empty') });

/** `GET app/manage/profiles?userId=`: a person read back as stored (row S9). */
export function createManageProfiles(
  app: Pick<App, 'authorizeCaller' | 'showProfile' | 'now'>,
): HttpHandler {
  return answerErrors(app, async ({ headers, query }) => {
    await app.authorizeCaller.reader(headers.get('authorization'));
    const { userId } = parseQuery(query, querySchema);
    const profile = await app.showProfile(userId);
    if (profile === undefined) throw new SyncError('NotFound', 'There is no such profile.');
    return { jsonBody: toProfileView(profile) };
  });
}
