import { z } from 'zod';
import { itemById, itemPath, type ItemPlace } from './graph-site-place';
import { parseAnswer, refusalCode, type AskSite, type SiteAnswer } from './graph-site-request';

/** Ids of folders that are there, by Graph's address; undefined where nobody has needed the id yet. */
export type KnownFolders = Map<string, string | undefined>;

/** How folders are asked for, and what is known of them. */
export interface Folders {
  readonly ask: AskSite;
  readonly folders: KnownFolders;
}

const folderSchema = z.object({ id: z.string() });

/**
 * Makes a folder and those on the way to it, and gives Graph's refusal where one cannot be made. That Graph makes them
 * by itself with a file is said by many and promised by nobody.
 */
export async function makeFolders(
  site: Folders,
  { library, names }: ItemPlace,
): Promise<SiteAnswer | undefined> {
  for (let depth = 1; depth <= names.length; depth++) {
    const folder = { library, names: names.slice(0, depth) };
    const refusal = site.folders.has(itemPath(folder)) ? undefined : await makeOne(site, folder);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The id of a folder, which may be the root of its library, or Graph's refusal to tell it. */
export async function findFolderId(
  { ask, folders }: Folders,
  folder: ItemPlace,
): Promise<string | SiteAnswer> {
  const path = itemPath(folder);
  const known = folders.get(path);
  if (known !== undefined) return known;
  const answer = await ask.graph({ method: 'get', path });
  return answer.status === 200 ? remember(folders, path, answer) : answer;
}

async function makeOne(site: Folders, folder: ItemPlace): Promise<SiteAnswer | undefined> {
  const path = await childrenPath(site, { ...folder, names: folder.names.slice(0, -1) });
  if (typeof path !== 'string') return path;
  const body = {
    name: folder.names.at(-1),
    folder: {},
    '@microsoft.graph.conflictBehavior': 'fail',
  };
  const answer = await site.ask.graph({ method: 'post', path, body });
  if (answer.status < 300) remember(site.folders, itemPath(folder), answer);
  else if (isThere(answer)) site.folders.set(itemPath(folder), undefined);
  else return answer;
  return undefined;
}

async function childrenPath(site: Folders, parent: ItemPlace): Promise<string | SiteAnswer> {
  if (parent.names.length === 0) return itemPath(parent, '/children');
  const id = await findFolderId(site, parent);
  return typeof id === 'string' ? itemById(parent.library, id, '/children') : id;
}

function remember(folders: KnownFolders, path: string, answer: SiteAnswer): string {
  const { id } = parseAnswer(folderSchema, answer);
  folders.set(path, id);
  return id;
}

function isThere(answer: SiteAnswer): boolean {
  return answer.status === 409 && refusalCode(answer) === 'nameAlreadyExists';
}
