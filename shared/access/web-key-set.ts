import type { KeyObject } from 'node:crypto';

import { SyncError } from '../model/sync-error';
import { parseKeySet } from './parse-key-set';

/** Bytes. Entra's own key set has about 10,000. */
const MAX_KEY_SET_BYTES = 1_000_000;

/**
 * Fetches the key set at an address, once, without following redirects.
 *
 * @param timeoutMs for the whole call, the body included
 * @throws when there is no answer in time, it is not a 200, is too large or is no usable key set
 */
export async function fetchKeySet(
  url: string,
  timeoutMs: number,
): Promise<ReadonlyMap<string, KeyObject>> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw unusable(`The key endpoint answered with status ${response.status}.`);
  }
  return parseKeySet(await readCapped(response));
}

/** Counts while reading: a Content-Length may be absent, wrong, or that of the compressed body. */
async function readCapped(response: Response): Promise<string> {
  const body: AsyncIterable<Uint8Array> | [] = response.body ?? [];
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_KEY_SET_BYTES) throw unusable('The key set is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unusable(message: string): SyncError {
  return new SyncError('SigningKeysUnavailable', message);
}
