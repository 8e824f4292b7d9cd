import { isUtf8 } from 'node:buffer';
import { SyncError } from '../model/sync-error';

const CONTINUATION = 0b1000_0000;
const LONGEST_CHARACTER = 4;

/** Refuses a body that is not strictly UTF-8 (threat T3), piece by piece; a character may lie over a border. */
export class Utf8Check {
  #cut: Buffer = Buffer.alloc(0);

  push(piece: Buffer): void {
    const bytes = this.#cut.length === 0 ? piece : Buffer.concat([this.#cut, piece]);
    const end = bytes.length - cutLength(bytes);
    if (!isUtf8(bytes.subarray(0, end))) throw notUtf8();
    this.#cut = Buffer.from(bytes.subarray(end));
  }

  end(): void {
    if (this.#cut.length > 0) throw notUtf8();
  }
}

/** How many bytes at the end may be the beginning of a character that goes on. */
function cutLength(bytes: Buffer): number {
  for (let back = 1; back < LONGEST_CHARACTER && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0b1100_0000) === CONTINUATION) continue;
    return characterLength(byte) > back ? back : 0;
  }
  return 0;
}

function characterLength(first: number): number {
  if (first >= 0b1111_0000) return 4;
  if (first >= 0b1110_0000) return 3;
  return first >= 0b1100_0000 ? 2 : 1;
}

function notUtf8(): SyncError {
  return new SyncError('InvalidEncoding', 'The body is not valid UTF-8.');
}
