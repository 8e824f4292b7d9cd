import { setImmediate } from 'node:timers/promises';
import type { HttpRequest } from '@azure/functions';
import { SyncError } from '../../shared/model/sync-error';

/** Bytes that are worked through before other requests get their turn. */
const STRIDE = 1_048_576;

/** A request's body, in the pieces it came in; it can be read more than once. */
export type BodyBytes = readonly Uint8Array[];

/**
 * Takes the body out of the request, without another copy of it.
 *
 * @throws SyncError `LengthRequired` without a Content-Length: the host gives such a body to no function;
 *   `BodyTooLarge` with `{limitBytes}` when there is more than that
 */
export async function readBody(request: HttpRequest, limitBytes: number): Promise<BodyBytes> {
  if (declaredLength(request) > limitBytes) throw tooLarge(limitBytes);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > limitBytes) throw tooLarge(limitBytes);
    pieces.push(piece);
  }
  return pieces;
}

/** Reads the body from its start, letting other work in from time to time. */
export async function* openBody(body: BodyBytes): AsyncGenerator<Uint8Array> {
  for (const piece of body) {
    for (let start = 0; start < piece.length; start += STRIDE) {
      if (start > 0) await setImmediate();
      yield piece.subarray(start, start + STRIDE);
    }
  }
}

function declaredLength({ headers }: HttpRequest): number {
  const length = headers.get('content-length') ?? '';
  if (!/^\d{1,15}$/.test(length)) {
    throw new SyncError('LengthRequired', 'Send the body with a Content-Length.');
  }
  return Number(length);
}

function tooLarge(limitBytes: number): SyncError {
  return new SyncError('BodyTooLarge', `A body may have at most ${limitBytes} bytes.`, {
    details: { limitBytes },
  });
}
