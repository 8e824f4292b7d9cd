import { randomUUID } from 'node:crypto';
import { jsonAnswer, type Answer } from './exchange';

/** What a request to a drive is refused with; thrown where the reason is found. */
export class DriveRefusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super('Refused by a drive.');
    this.name = 'DriveRefusal';
    this.answer = answer;
  }
}

/** The envelope of files in Graph; `detail` is the innermost, most exact code. */
export function driveError(
  status: number,
  { code, message, detail }: { code: string; message: string; detail?: string },
): Answer {
  const innerError = {
    ...(detail === undefined ? {} : { code: detail }),
    date: new Date().toISOString().slice(0, 19),
    'request-id': randomUUID(),
    'client-request-id': randomUUID(),
  };
  return jsonAnswer(status, { error: { code, message, innerError } });
}

export function invalidRequest(message: string, detail?: string): DriveRefusal {
  return refusal(400, { code: 'invalidRequest', message, ...(detail && { detail }) });
}

export function accessDenied(): DriveRefusal {
  return refusal(403, { code: 'accessDenied', message: 'Access denied' });
}

export function siteNotFound(): DriveRefusal {
  return refusal(404, { code: 'itemNotFound', message: 'Requested site could not be found' });
}

export function itemNotFound(): DriveRefusal {
  return refusal(404, { code: 'itemNotFound', message: 'The resource could not be found.' });
}

export function nameTaken(): DriveRefusal {
  const message = 'The specified item name already exists.';
  return refusal(409, { code: 'nameAlreadyExists', message });
}

/** The item is no longer the one of `If-Match`. */
export function resourceModified(): DriveRefusal {
  const message = 'The resource has changed since the caller last read it.';
  return refusal(412, { code: 'resourceModified', message, detail: 'entityTagDoesNotMatch' });
}

export function tooLarge(message: string, detail: string): DriveRefusal {
  return refusal(413, { code: 'invalidRequest', message, detail });
}

export function invalidRange(message: string, detail: string): DriveRefusal {
  return refusal(416, { code: 'invalidRange', message, detail });
}

function refusal(status: number, error: Parameters<typeof driveError>[1]): DriveRefusal {
  return new DriveRefusal(driveError(status, error));
}
