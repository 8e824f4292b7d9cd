import type { HttpHandler } from '@azure/functions';
import type { App } from '../../shared/app';
import type { Logger } from '../../shared/model/logger';
import { SyncError } from '../../shared/model/sync-error';
import { describeFault } from '../describe-fault';
import { toErrorResponse } from './error-response';
import { STATUS_BY_CODE } from './status-by-code';

/**
 * Wraps a handler so that whatever it throws is answered in the product's one shape, under the invocation's id,
 * by which the log is searched. What is not the caller's doing is logged with where it happened.
 */
export function answerErrors({ now }: Pick<App, 'now'>, handler: HttpHandler): HttpHandler {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      log(context, error);
      return toErrorResponse(error, { correlationId: context.invocationId, now: now() });
    }
  };
}

function log(logger: Logger, error: unknown): void {
  if (error instanceof SyncError && STATUS_BY_CODE[error.code] < 500) {
    logger.info(`refused: ${error.code}`);
  } else {
    logger.error(`failed: ${describeFault(error)}`);
  }
}
