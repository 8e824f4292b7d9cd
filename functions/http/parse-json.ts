import { SyncError } from '../../shared/model/sync-error';

/**
 * Reads a small body as JSON in UTF-8.
 *
 * @throws SyncError `InvalidEncoding` or `InvalidJson`, without the parser's words, which quote the body
 */
export async function parseJson(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const text = decode(await collect(body));
  try {
    return JSON.parse(text);
  } catch {
    throw new SyncError('InvalidJson', 'The body is no JSON.');
  }
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SyncError('InvalidEncoding', 'The body is no UTF-8.');
  }
}
