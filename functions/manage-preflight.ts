import type { HttpHandler } from '@azure/functions';
import type { App } from '../shared/app';
import { answerErrors } from './http/answer-errors';

type PreflightApp = Pick<App, 'authorizeCaller' | 'now' | 'preflight'>;

/**
 * `POST app/manage/push/preflight`: whether pushing can work, and what to do by hand where it cannot. No body is
 * needed; 200 with `{ready, checks, properties}`, also where something is amiss.
 */
export function createManagePreflight(app: PreflightApp): HttpHandler {
  return answerErrors(app, async ({ headers }, logger) => {
    await app.authorizeCaller.administrator(headers.get('authorization'));
    const report = await app.preflight();
    const all = [...report.checks, ...report.properties];
    const failed = all.filter(({ status }) => status === 'failed').length;
    logger.info(`pre-flight: ready ${String(report.ready)}, failed ${String(failed)}`);
    return { jsonBody: report };
  });
}
