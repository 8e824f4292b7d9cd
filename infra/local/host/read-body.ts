import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpRefusal } from './http-refusal';

export interface BodyLimits {
  /** The real host's default is 104,857,600 bytes. */
  readonly maxBytes: number;
  /** How long the client may be silent in the middle of a body. */
  readonly idleMs: number;
}

const WITHOUT_BODY: readonly string[] = ['GET', 'HEAD'];
/** How long what is left of a refused body is read and thrown away, so the answer can arrive. */
const DISCARD_MS = 10_000;

/**
 * Reads the whole body into one buffer of its declared length. A GET or HEAD has none.
 * @throws HttpRefusal LengthRequired (a chunked body reaches no function of the real host),
 * BodyTooLarge, RequestTimeout
 * @throws Error when the client has gone away; there is nobody to answer then
 */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limits: BodyLimits,
): Promise<Buffer> {
  if (WITHOUT_BODY.includes(request.method ?? '')) {
    request.resume();
    return Buffer.alloc(0);
  }
  const length = declaredLength(request, limits.maxBytes);
  if (length === 0) return Buffer.alloc(0);
  if (request.headers.expect !== undefined) response.writeContinue();
  return collect(request, length, limits.idleMs);
}

function declaredLength(request: IncomingMessage, maxBytes: number): number {
  if (request.headers['transfer-encoding'] !== undefined) {
    discard(request);
    throw new HttpRefusal({
      status: 411,
      code: 'LengthRequired',
      message: 'Send the body with a Content-Length.',
    });
  }
  const length = Number(request.headers['content-length'] ?? 0);
  if (length <= maxBytes) return length;
  discard(request);
  throw new HttpRefusal({
    status: 413,
    code: 'BodyTooLarge',
    message: `A body may have at most ${maxBytes} bytes.`,
    details: { limitBytes: maxBytes },
  });
}

/** Reads on without keeping anything: a connection that is cut at once loses the answer. */
function discard(request: IncomingMessage): void {
  const timer = setTimeout(() => request.destroy(), DISCARD_MS);
  request.on('close', () => {
    clearTimeout(timer);
  });
  request.on('error', () => {
    clearTimeout(timer);
  });
  request.resume();
}

function collect(request: IncomingMessage, length: number, idleMs: number): Promise<Buffer> {
  const body = Buffer.allocUnsafeSlow(length);
  let offset = 0;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      request.pause();
      settle(() => reject(silentClient()));
    }, idleMs);
    const listeners = {
      data(chunk: Buffer) {
        timer.refresh();
        offset += chunk.copy(body, offset);
      },
      end: () => settle(() => resolve(body)),
      error: (error: Error) => settle(() => reject(error)),
      close: () => settle(() => reject(new Error('The client left in the middle of the body.'))),
    };
    /** Listeners that stay would keep the body for as long as the request is worked on. */
    const settle = (end: () => void) => {
      clearTimeout(timer);
      for (const [event, listener] of Object.entries(listeners)) request.off(event, listener);
      end();
    };
    for (const [event, listener] of Object.entries(listeners)) request.on(event, listener);
  });
}

function silentClient(): HttpRefusal {
  return new HttpRefusal({
    status: 408,
    code: 'RequestTimeout',
    message: 'The body did not arrive in time.',
    headers: { connection: 'close' },
  });
}
