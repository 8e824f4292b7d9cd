import { findFolderId, makeFolders, type Folders } from './graph-site-folders';
import type { SiteMemory } from './graph-site-memory';
import { itemById, itemPath, written, type ItemPlace, type SitePlace } from './graph-site-place';
import type { AskSite, SiteAnswer } from './graph-site-request';
import { uploadInPieces, WHOLE_BYTES } from './graph-site-upload';

/** The site as one who writes or reads it sees it. */
export interface OpenSite {
  readonly ask: AskSite;
  readonly place: SitePlace;
  readonly memory: SiteMemory;
}

/** A file below the configured folder. */
export interface NewFile {
  /** Names parted by `/`. */
  readonly path: string;
  readonly content: Buffer;
}

/** Creates or replaces a file and gives Graph's answer, an item; what is not where it was is looked for once more. */
export async function putFile(site: OpenSite, file: NewFile): Promise<SiteAnswer> {
  const answer = await putOnce(site, file);
  if (answer.status !== 404) return written(answer, site.place);
  site.memory.forget();
  return written(await putOnce(site, file), site.place);
}

async function putOnce(site: OpenSite, { path, content }: NewFile): Promise<SiteAnswer> {
  const { home, folders } = await site.memory.recall(site.ask);
  const asked = { ask: site.ask, folders };
  const file = { ...home, names: [...home.names, ...path.split('/')] };
  const refusal = await makeFolders(asked, folderOf(file));
  if (refusal !== undefined) return refusal;
  if (content.length > WHOLE_BYTES) return putInPieces(asked, file, content);
  const address = itemPath(file, '/content?@microsoft.graph.conflictBehavior=replace');
  return site.ask.graph({ method: 'put', path: address, body: content });
}

async function putInPieces(site: Folders, file: ItemPlace, content: Buffer): Promise<SiteAnswer> {
  const id = await findFolderId(site, folderOf(file));
  if (typeof id !== 'string') return id;
  const name = file.names.at(-1) ?? '';
  const path = itemById(file.library, id, `:/${encodeURIComponent(name)}:/createUploadSession`);
  return uploadInPieces(site.ask, { path, name, content });
}

function folderOf({ library, names }: ItemPlace): ItemPlace {
  return { library, names: names.slice(0, -1) };
}
