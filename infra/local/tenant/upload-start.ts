import type { ItemAddress } from './drive-address';
import { readConflict } from './drive-names';
import { invalidRequest } from './drive-refusals';
import { findSpot, type DriveVisit } from './drive-visit';
import { isRecord, jsonAnswer, type Answer } from './exchange';
import type { UploadSession } from './upload-sessions';

/**
 * Opens an upload in pieces. Its address is on SharePoint's own host and carries its own
 * authority. Whether the name is taken shows when the last piece has come.
 */
export function createUploadSession(visit: DriveVisit, address: ItemAddress): Answer {
  const spot = findSpot(visit, address);
  const wishes = readWishes(visit.operation.body);
  if (wishes['name'] !== undefined && wishes['name'] !== spot.name) {
    throw invalidRequest('The name in the body is not the one in the address.');
  }
  const conflict = readConflict(wishes['@microsoft.graph.conflictBehavior'], 'fail');
  const session = visit.world.uploads.open(spot, conflict);
  const context = 'https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.uploadSession';
  return jsonAnswer(200, {
    '@odata.context': context,
    uploadUrl: uploadUrl(visit.world.hosts.sharePoint, session),
    ...uploadProgress(session),
  });
}

/** What is still missing, and until when it may come. */
export function uploadProgress(session: UploadSession): Record<string, unknown> {
  return {
    expirationDateTime: new Date(session.expiresAt).toISOString(),
    nextExpectedRanges: [`${String(session.received)}-`],
  };
}

/** The body may be left out. A file whose making is put off is not simulated. */
function readWishes(body: unknown): Record<string, unknown> {
  if (!isRecord(body)) return {};
  if (body['deferCommit'] === true) throw invalidRequest('deferCommit is not simulated.');
  return isRecord(body['item']) ? body['item'] : {};
}

function uploadUrl(host: string, { id, spot }: UploadSession): string {
  const query = new URLSearchParams({ guid: id, overwrite: 'True', rename: 'False', dc: '0' });
  const folder = `drives/${spot.library.id}/items/${spot.folder.id}`;
  return `https://${host}/_api/v2.0/${folder}/uploadSession?${query.toString()}&tempauth=${id}`;
}
