import { itemsBelow } from './drive-item';
import { invalidRange, invalidRequest, itemNotFound, tooLarge } from './drive-refusals';
import { storeFile } from './drive-writes';
import { jsonAnswer, type Answer, type Call } from './exchange';
import type { UploadSession } from './upload-sessions';
import { uploadProgress } from './upload-start';
import type { World } from './world';

/** Every piece but the last is a multiple of this many bytes. */
const pieceUnit = 327_680;
/** Pieces have fewer bytes than this. */
const pieceLimit = 60 * 1024 * 1024;

interface Range {
  from: number;
  /** The last byte of the piece. */
  to: number;
  total: number;
}

/** Takes the next piece: 202 while more are missing, 201 or 200 with the file after the last. */
export function putPiece(world: World, call: Call, session: UploadSession): Answer {
  const range = readRange(call);
  requireFit(call, range);
  requireTurn(range, session);
  const isLast = range.to === range.total - 1;
  if (!isLast) {
    world.uploads.add(session, call.body, range.total);
    return jsonAnswer(202, uploadProgress(session));
  }
  const { library, folder } = session.spot;
  if (!itemsBelow(library.root).includes(folder)) throw itemNotFound();
  const content = Buffer.concat([...session.pieces, call.body]);
  const answer = storeFile(session.spot, content, session.conflict);
  world.uploads.close(session);
  return answer;
}

function readRange(call: Call): Range {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(call.headers['content-range'] ?? '');
  if (match === null) throw invalidRequest('The header Content-Range is missing or not valid.');
  const [from = 0, to = 0, total = 0] = match.slice(1).map(Number);
  return { from, to, total };
}

/** What can be said against a piece without knowing which have come before. */
function requireFit(call: Call, { from, to, total }: Range): void {
  if (call.isTooLarge || call.body.length >= pieceLimit) {
    throw tooLarge('A fragment has fewer than 60 MiB.', 'maxFragmentLengthExceeded');
  }
  if (call.headers['content-length'] === undefined || to - from + 1 !== call.body.length) {
    throw invalidRequest('Content-Length and Content-Range differ.', 'fragmentLengthMismatch');
  }
  if (to >= total) throw invalidRequest('The range goes beyond the end.', 'fragmentLengthMismatch');
  if (to < total - 1 && call.body.length % pieceUnit !== 0) {
    throw invalidRequest('A fragment that is not the last is a multiple of 320 KiB.');
  }
}

function requireTurn({ from, total }: Range, { received, total: known }: UploadSession): void {
  if (known !== undefined && known !== total) {
    throw invalidRequest('The size of the file has changed.', 'fragmentLengthMismatch');
  }
  const message = 'The uploaded fragment overlaps with data that has already been received.';
  if (from < received) throw invalidRange(message, 'fragmentOverlap');
  if (from > received) throw invalidRange('A fragment is missing.', 'fragmentOutOfOrder');
}
