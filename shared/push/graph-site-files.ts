import { z } from 'zod';
import type { Client } from '@microsoft/microsoft-graph-client';
import type { OpenSiteFiles, SiteFile, SiteFiles } from '../model/site-files';
import { RetryLaterError, SyncError } from '../model/sync-error';
import { findSite } from './graph-site-find';
import { createSiteMemory } from './graph-site-memory';
import {
  granted,
  itemAt,
  itemById,
  itemPath,
  nextPath,
  written,
  type ItemPlace,
  type SitePlace,
} from './graph-site-place';
import { putFile, type OpenSite } from './graph-site-put';
import { createAskSite, parseAnswer, strangeAnswer, type SiteAnswer } from './graph-site-request';

const itemSchema = z.object({ id: z.string() });
const fileSchema = z.object({
  name: z.string(),
  webUrl: z.url(),
  file: z.looseObject({}).optional(),
});
const filesSchema = z.object({
  value: z.array(fileSchema),
  '@odata.nextLink': z.url().exactOptional(),
});

export interface SiteFilesOptions extends SitePlace {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Files of the configured site by Microsoft Graph (row S57); where it lies is looked up once in a while. */
export function createGraphSiteFiles(
  client: Client,
  { now, ...place }: SiteFilesOptions,
): OpenSiteFiles {
  const memory = createSiteMemory(place, now);
  return (call) => siteFiles({ ask: createAskSite({ client, call, now }), place, memory });
}

function siteFiles(site: OpenSite): SiteFiles {
  return {
    put: async (path, content) =>
      toSiteFile(parseAnswer(fileSchema, await putFile(site, { path, content }))),
    list: (folderUrl) => list(site, folderUrl),
    read: ({ url }) => read(site, url),
    remove: (url) => remove(site, url),
    check: () => check(site),
  };
}

async function find({ ask, memory }: OpenSite, url: string): Promise<ItemPlace | undefined> {
  const { libraries } = await memory.recall(ask);
  return itemAt(url, libraries);
}

async function list(site: OpenSite, folderUrl: string): Promise<SiteFile[]> {
  const folder = await find(site, folderUrl);
  const files: SiteFile[] = [];
  let path = folder && itemPath(folder, '/children');
  while (path !== undefined) {
    const answer = await site.ask.graph({ method: 'get', path });
    if (answer.status === 404) return [];
    const page = parseAnswer(filesSchema, granted(answer, site.place));
    files.push(...page.value.filter(({ file }) => file !== undefined).map(toSiteFile));
    path = nextPath(page['@odata.nextLink']);
  }
  return files;
}

/**
 * Graph answers where the content lies: an address that takes no token. Asked for by the id of the file, which is the
 * form that is documented for reading.
 */
async function read(site: OpenSite, url: string): Promise<Buffer> {
  const file = await find(site, url);
  if (file === undefined) throw notRead('it lies outside of the site');
  const item = await askFor(site, itemPath(file));
  const { id } = parseAnswer(itemSchema, item);
  const answer = await askFor(site, itemById(file.library, id, '/content'));
  const location = answer.headers.get('Location');
  if (answer.status !== 302 || location === null) throw strangeAnswer();
  const { status, content } = await site.ask.direct({ url: location });
  if (status !== 200) throw notRead(`SharePoint answers ${status}`);
  return content;
}

async function askFor({ ask, place }: OpenSite, path: string): Promise<SiteAnswer> {
  const answer = await ask.graph({ method: 'get', path });
  if (answer.status === 404) throw notRead('it is not there');
  return granted(answer, place);
}

function notRead(reason: string): SyncError {
  return new SyncError('TenantUnavailable', `A file of the site could not be read: ${reason}.`);
}

async function remove(site: OpenSite, url: string): Promise<void> {
  const item = await find(site, url);
  // A whole library is never ours to remove.
  if (item === undefined || item.names.length === 0) return;
  const there = await site.ask.graph({ method: 'get', path: itemPath(item) });
  if (there.status === 404) return;
  const { id } = parseAnswer(itemSchema, granted(there, site.place));
  const answer = await site.ask.graph({ method: 'delete', path: itemById(item.library, id) });
  if (answer.status !== 404) written(answer, site.place);
}

async function check({ ask, place }: OpenSite): ReturnType<SiteFiles['check']> {
  try {
    const { home } = await findSite(ask, place);
    // A library that was listed is there.
    if (home.names.length === 0) return 'ready';
    const answer = granted(await ask.graph({ method: 'get', path: itemPath(home) }), place);
    return answer.status === 404 ? 'noFolder' : 'ready';
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof RetryLaterError) throw error;
    if (error.code === 'SiteMissing') return 'noSite';
    if (error.code === 'TenantRefused') return 'refused';
    throw error;
  }
}

function toSiteFile({ name, webUrl }: z.infer<typeof fileSchema>): SiteFile {
  return { name, url: webUrl };
}
