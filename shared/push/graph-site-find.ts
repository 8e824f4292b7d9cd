import { z } from 'zod';
import { SyncError } from '../model/sync-error';
import {
  encodeNames,
  granted,
  nextPath,
  type ItemPlace,
  type Library,
  type SitePlace,
} from './graph-site-place';
import { parseAnswer, strangeAnswer, type AskSite } from './graph-site-request';

export interface FoundSite {
  readonly libraries: readonly Library[];
  /** The configured folder, which may not be there yet. */
  readonly home: ItemPlace;
}

const siteSchema = z.object({ id: z.string() });
const librarySchema = z.object({ id: z.string(), name: z.string(), webUrl: z.url() });
const librariesSchema = z.object({
  value: z.array(librarySchema),
  '@odata.nextLink': z.url().exactOptional(),
});

/** What is answered by a Graph that does not tell which library is the usual one. */
const NOT_TOLD: ReadonlySet<number> = new Set([400, 404, 405, 501]);

/**
 * The site and its libraries. Site Contents shows libraries and lists, so the folder that the document names is most
 * likely a library of its own; where there is none, it is a folder in the library that every site has.
 *
 * @throws SyncError `SiteMissing`, or `TenantRefused` where the app is not let in
 */
export async function findSite(ask: AskSite, place: SitePlace): Promise<FoundSite> {
  const answer = await ask.graph({ method: 'get', path: sitePath(place) });
  // 400 is Graph's answer to a host of another tenant.
  if (answer.status === 400 || answer.status === 404) throw siteMissing(place);
  const { id } = parseAnswer(siteSchema, granted(answer, place));
  const libraries = await listLibraries(ask, `/sites/${id}/drives?$select=id,name,webUrl`, place);
  const own = named(libraries, place.folder);
  if (own !== undefined) return { libraries, home: { library: own, names: [] } };
  const library = usualOf(libraries) ?? (await askForUsual(ask, id, { place, libraries }));
  return { libraries: [library, ...libraries], home: { library, names: [place.folder] } };
}

async function listLibraries(ask: AskSite, path: string, place: SitePlace): Promise<Library[]> {
  const answer = await ask.graph({ method: 'get', path });
  const page = parseAnswer(librariesSchema, granted(answer, place));
  const next = nextPath(page['@odata.nextLink']);
  return next === undefined
    ? page.value
    : [...page.value, ...(await listLibraries(ask, next, place))];
}

/** The library that every site has, where the list alone tells it. */
function usualOf(libraries: readonly Library[]): Library | undefined {
  return libraries.length === 1 ? libraries[0] : named(libraries, 'Documents');
}

/** In a site of another language it has another name, so Graph is asked; where it is not told, its address tells it. */
async function askForUsual(
  ask: AskSite,
  siteId: string,
  { place, libraries }: { readonly place: SitePlace; readonly libraries: readonly Library[] },
): Promise<Library> {
  const path = `/sites/${siteId}/drive?$select=id,name,webUrl`;
  const answer = await ask.graph({ method: 'get', path });
  if (!NOT_TOLD.has(answer.status)) return parseAnswer(librarySchema, granted(answer, place));
  const library =
    libraries.find(({ webUrl }) => /\/Shared(?: |%20)Documents\/?$/i.test(webUrl)) ?? libraries[0];
  if (library === undefined) throw strangeAnswer();
  return library;
}

function named(libraries: readonly Library[], wanted: string): Library | undefined {
  return libraries.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
}

function sitePath({ host, site }: SitePlace): string {
  return site === '/'
    ? `/sites/${host}`
    : `/sites/${host}:/${encodeNames(site.slice(1).split('/'))}`;
}

function siteMissing({ host, site }: SitePlace): SyncError {
  const message =
    `The site ${site} does not exist on ${host}, or the app may not see it: create it, or set SHAREPOINT_HOST and ` +
    'SHAREPOINT_SITE.';
  return new SyncError('SiteMissing', message);
}
