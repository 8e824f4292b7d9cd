import { driveError, itemNotFound } from './drive-refusals';
import { countUnits } from './drive-throttling';
import { emptyAnswer, jsonAnswer, type Answer, type Call } from './exchange';
import { refusalsAnswered } from './graph-drives';
import type { KindedAnswer } from './graph-operation';
import { putPiece } from './upload-pieces';
import { uploadProgress } from './upload-start';
import type { World } from './world';

const sessionPath = /^\/_api\/v2\.0\/drives\/[^/]+\/items\/[^/]+\/uploadSession$/i;
const downloadPath = /\/_layouts\/15\/download\.aspx$/i;

const kinds: Readonly<Record<string, string>> = {
  PUT: 'putPiece',
  GET: 'getUpload',
  DELETE: 'cancelUpload',
};

/** Whether a path of SharePoint's root host is of those that Graph gives away with their authority. */
export function isPreauthenticated(path: string): boolean {
  return sessionPath.test(path) || downloadPath.test(path);
}

/** Uploads in pieces and downloads. The address is the credential, and a token beside it is refused. */
export function answerUpload(world: World, call: Call): KindedAnswer {
  const isDownload = downloadPath.test(call.path);
  const kind = isDownload ? 'download' : (kinds[call.method] ?? 'unknown');
  const { refused, headers } = countUnits(world, 'upload', call.method === 'PUT' ? 2 : 1);
  const run = (): Answer => (isDownload ? download(world, call) : useSession(world, call));
  const answer = refused ?? refusalsAnswered(() => tokenRefused(call) ?? run());
  return { ...answer, headers: { ...headers, ...answer.headers }, kind };
}

function tokenRefused(call: Call): Answer | undefined {
  return call.headers.authorization === undefined ? undefined : unauthenticated();
}

function unauthenticated(): Answer {
  const message = 'The caller is not authenticated.';
  return driveError(401, { code: 'unauthenticated', message });
}

function download(world: World, call: Call): Answer {
  const parameters = new URLSearchParams(call.query);
  const place = world.drives.itemById(parameters.get('UniqueId') ?? '');
  if (place?.item.content === undefined) throw itemNotFound();
  const ticket = parameters.get('tempauth') ?? '';
  if (!world.downloads.accepts(place.item, ticket)) return unauthenticated();
  const headers = { 'Content-Type': 'application/octet-stream' };
  return { status: 200, headers, body: place.item.content };
}

function useSession(world: World, call: Call): Answer {
  const parameters = new URLSearchParams(call.query);
  const session = world.uploads.find(parameters.get('guid') ?? '');
  if (session === undefined || parameters.get('tempauth') !== session.id) return sessionGone();
  if (call.method === 'PUT') return putPiece(world, call, session);
  if (call.method === 'GET') return jsonAnswer(200, uploadProgress(session));
  if (call.method !== 'DELETE') return notAllowed();
  world.uploads.close(session);
  return emptyAnswer(204);
}

function sessionGone(): Answer {
  const message = 'The upload session was not found';
  return driveError(404, { code: 'itemNotFound', message, detail: 'uploadSessionNotFound' });
}

function notAllowed(): Answer {
  return driveError(405, { code: 'notAllowed', message: 'Use PUT, GET or DELETE.' });
}
