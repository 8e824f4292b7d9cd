import type { KnownSite, SiteMemory } from './graph-site-memory';
import { itemPath, written, type ItemPlace, type SitePlace } from './graph-site-place';
import { refusalCode, type AskSite, type SiteAnswer } from './graph-site-request';
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
  const known = await site.memory.recall(site.ask);
  const { library, names } = known.home;
  const file = { library, names: [...names, ...path.split('/')] };
  const refusal = await makeFolders(site, known, file);
  if (refusal !== undefined) return refusal;
  if (content.length > WHOLE_BYTES) return uploadInPieces(site.ask, { file, content });
  const address = itemPath(file, '/content?@microsoft.graph.conflictBehavior=replace');
  return site.ask.graph({ method: 'put', path: address, body: content });
}

/** Makes the folders on the way: that Graph does so by itself is said by many and promised by nobody. */
async function makeFolders(
  { ask }: OpenSite,
  { folders }: KnownSite,
  file: ItemPlace,
): Promise<SiteAnswer | undefined> {
  for (let depth = 1; depth < file.names.length; depth++) {
    const folder = { library: file.library, names: file.names.slice(0, depth) };
    if (folders.has(itemPath(folder))) continue;
    const answer = await makeFolder(ask, folder);
    if (answer.status >= 300 && !isThere(answer)) return answer;
    folders.add(itemPath(folder));
  }
  return undefined;
}

function makeFolder(ask: AskSite, { library, names }: ItemPlace): Promise<SiteAnswer> {
  const parent = { library, names: names.slice(0, -1) };
  const body = {
    name: names.at(-1),
    folder: {},
    '@microsoft.graph.conflictBehavior': 'fail',
  };
  return ask.graph({ method: 'post', path: itemPath(parent, '/children'), body });
}

function isThere(answer: SiteAnswer): boolean {
  return answer.status === 409 && refusalCode(answer) === 'nameAlreadyExists';
}
