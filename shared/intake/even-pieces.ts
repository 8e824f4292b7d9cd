import { SyncError } from '../model/sync-error';

/** A piece is small enough for the caches, and large enough to be worth a call. */
const PIECE_BYTES = 65_536;

/**
 * Gives the bytes of a body again in pieces of one size, so that nothing depends on how they came: both doors give
 * the same verdict about the same bytes. Each piece is overwritten by the next.
 * @throws SyncError `BodyTooLarge` as soon as there are more than `maxBytes`
 */
export async function* evenPieces(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let filled = 0;
  let total = 0;
  for await (const bytes of body) {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + PIECE_BYTES - filled);
      piece.set(part, filled);
      at += part.length;
      filled += part.length;
      total += part.length;
      if (total > maxBytes) throw tooLarge(maxBytes);
      if (filled === PIECE_BYTES) {
        yield piece;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

function tooLarge(limitBytes: number): SyncError {
  return new SyncError(
    'BodyTooLarge',
    `The JSON is larger than ${limitBytes} bytes. Send it in several deliveries.`,
    { details: { limitBytes } },
  );
}
