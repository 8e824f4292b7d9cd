import { driveError } from './drive-refusals';
import type { Answer } from './exchange';
import { rateLimitHeaders } from './sharepoint-answers';
import type { Target } from './throttle';
import type { World } from './world';

/**
 * Counts a request in SharePoint's resource units of this minute. A refusal is not undefined;
 * `headers` go with whatever is answered, and are there when four fifths are used.
 */
export function countUnits(
  world: World,
  target: Target,
  units: number,
): { refused: Answer | undefined; headers: Record<string, string> } {
  const refusal = world.throttle.admit(target, [{ window: 'driveUnits', units }]);
  const headers = rateLimitHeaders(world.throttle.fill('driveUnits'));
  if (refusal === undefined) return { refused: undefined, headers };
  const { status, retryAfter } = refusal;
  const answer = status === 503 ? tooBusy() : throttled(status);
  const wait = retryAfter === null ? {} : { 'Retry-After': retryAfter };
  return { refused: { ...answer, headers: { ...answer.headers, ...wait } }, headers };
}

function throttled(status: number): Answer {
  const message = 'The request has been throttled';
  return driveError(status, { code: 'activityLimitReached', message, detail: 'throttledRequest' });
}

function tooBusy(): Answer {
  const message = 'The service is not available. Try the request again after a delay.';
  return driveError(503, { code: 'serviceNotAvailable', message });
}
