import type { ItemAddress } from './drive-address';
import { childNamed, detach, newFolder, putFile, type DriveItem } from './drive-item';
import { checkedName, freeName, readConflict, type Conflict } from './drive-names';
import { invalidRequest, nameTaken, resourceModified } from './drive-refusals';
import type { Place, Spot } from './drives';
import { eTagOf, itemView } from './drive-views';
import { findPlace, findSpot, itemAt, type DriveVisit } from './drive-visit';
import { emptyAnswer, isRecord, jsonAnswer, type Answer } from './exchange';

const conflictMember = '@microsoft.graph.conflictBehavior';

/** Folders alone are made this way; without a wish in the body, a taken name is refused. */
export function createFolder(visit: DriveVisit, address: ItemAddress): Answer {
  const { library, item: parent } = findPlace(visit, address);
  if (parent.content !== undefined) throw invalidRequest('The parent is no folder.');
  const { body } = visit.operation;
  if (!isRecord(body) || !isRecord(body['folder']) || typeof body['name'] !== 'string') {
    throw invalidRequest('A new folder needs the members "name" and "folder".');
  }
  const name = checkedName(body['name']);
  const conflict = readConflict(body[conflictMember], 'fail');
  const known = childNamed(parent, name);
  if (known === undefined) return created({ library, item: newFolder(name, parent) });
  if (conflict === 'rename') {
    return created({ library, item: newFolder(freeName(parent, name), parent) });
  }
  if (conflict === 'fail' || known.content !== undefined) throw nameTaken();
  return jsonAnswer(200, itemView({ library, item: known }));
}

/** Takes the body as the content of a file; without a wish in the query, it replaces. */
export function putContent(visit: DriveVisit, address: ItemAddress): Answer {
  const spot = findSpot(visit, address);
  requireVersion(visit, itemAt(spot));
  const conflict = readConflict(visit.parameters.get(conflictMember), 'replace');
  return storeFile(spot, visit.operation.content, conflict);
}

export function deleteItem(visit: DriveVisit, address: ItemAddress): Answer {
  const { item } = findPlace(visit, address);
  if (item.parent === undefined) throw invalidRequest('A library cannot be deleted.');
  requireVersion(visit, item);
  detach(item);
  return emptyAnswer(204);
}

/** 201 for a new file, 200 for one that was replaced. A folder is replaced by nothing. */
export function storeFile(spot: Spot, content: Buffer, conflict: Conflict): Answer {
  const { library, folder, name } = spot;
  const known = itemAt(spot);
  if (known === undefined) return created({ library, item: putFile(folder, name, content) });
  if (conflict === 'rename') {
    return created({ library, item: putFile(folder, freeName(folder, name), content) });
  }
  if (conflict === 'fail' || known.content === undefined) throw nameTaken();
  return jsonAnswer(200, itemView({ library, item: putFile(folder, name, content) }));
}

function created(place: Place): Answer {
  return jsonAnswer(201, itemView(place));
}

function requireVersion({ operation }: DriveVisit, item: DriveItem | undefined): void {
  const { ifMatch } = operation;
  if (ifMatch === undefined || ifMatch === '*') return;
  if (item === undefined || eTagOf(item) !== ifMatch) throw resourceModified();
}
