import { z } from 'zod';
import { SyncError } from '../model/sync-error';
import { parseAnswer, refusalCode, type AskSite, type SiteAnswer } from './graph-site-request';

/** Where the product's files lie. */
export interface SitePlace {
  /** Such as `contoso.sharepoint.com`. */
  readonly host: string;
  /** Such as `/sites/togo`; `/` is the root site. */
  readonly site: string;
  /** Name of a library of the site, or of a folder in its default library (row S57). */
  readonly folder: string;
}

/** A library: Graph calls it a drive. */
export interface Library {
  readonly id: string;
  readonly name: string;
  /** Absolute and percent-encoded. */
  readonly webUrl: string;
}

/** A file or folder: names from the root of its library, none for the root itself. */
export interface ItemPlace {
  readonly library: Library;
  readonly names: readonly string[];
}

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

const GRAPH = 'https://graph.microsoft.com/v1.0';

/**
 * The site and its libraries. Site Contents shows libraries and lists, so the folder that the document names is most
 * likely a library of its own; where there is none, it is a folder in the library that every site has.
 *
 * @throws SyncError `SiteMissing`, or `TenantRefused` where the app is not let in
 */
export async function findSite(ask: AskSite, place: SitePlace): Promise<FoundSite> {
  const answer = await ask.graph({ method: 'get', path: `${sitePath(place)}?$select=id` });
  // 400 is Graph's answer to a host of another tenant.
  if (answer.status === 400 || answer.status === 404) throw siteMissing(place);
  const { id } = parseAnswer(siteSchema, granted(answer, place));
  const libraries = await listLibraries(ask, `/sites/${id}/drives?$select=id,name,webUrl`, place);
  const own = libraries.find(({ name }) => name.toLowerCase() === place.folder.toLowerCase());
  if (own !== undefined) return { libraries, home: { library: own, names: [] } };
  const usual = await ask.graph({
    method: 'get',
    path: `/sites/${id}/drive?$select=id,name,webUrl`,
  });
  const library = parseAnswer(librarySchema, granted(usual, place));
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

/** Path of the next page, on Graph alone: the request carries the token. */
export function nextPath(nextLink: string | undefined): string | undefined {
  return nextLink?.startsWith(`${GRAPH}/`) === true ? nextLink.slice(GRAPH.length) : undefined;
}

function sitePath({ host, site }: SitePlace): string {
  return site === '/'
    ? `/sites/${host}`
    : `/sites/${host}:/${encodeNames(site.slice(1).split('/'))}`;
}

function encodeNames(names: readonly string[]): string {
  return names.map(encodeURIComponent).join('/');
}

/** Graph's address of an item, or of something of it, such as `/children`. */
export function itemPath({ library, names }: ItemPlace, something = ''): string {
  const root = `/drives/${library.id}/root`;
  if (names.length === 0) return root + something;
  const item = `${root}:/${encodeNames(names)}`;
  return something === '' ? item : `${item}:${something}`;
}

/**
 * The item at an absolute address, which lies in one of the libraries or is none of ours. Reckoned from the libraries'
 * own addresses and not asked for by `/shares`: that takes a role for all files of the tenant, which an app that is
 * granted this one site (Sites.Selected) does not have.
 */
export function itemAt(url: string, libraries: readonly Library[]): ItemPlace | undefined {
  const names = namesOf(url);
  if (names === undefined) return undefined;
  const around = libraries.flatMap((library) => {
    const own = namesOf(library.webUrl) ?? [];
    const isAround = own.length > 0 && own.every((name, at) => isSame(name, names[at] ?? ''));
    return isAround ? [{ library, names: names.slice(own.length) }] : [];
  });
  // A library may lie below the address of another.
  return around.sort((one, other) => one.names.length - other.names.length)[0];
}

/** The host and the decoded names of an address; undefined for what is none. */
function namesOf(url: string): string[] | undefined {
  try {
    const { host, pathname } = new URL(url);
    const names = pathname.split('/').filter((name) => name !== '');
    return [host, ...names.map(decodeURIComponent)];
  } catch {
    return undefined;
  }
}

/** SharePoint does not tell addresses apart by case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The answer to a change that was made. @throws SyncError `FileNotWritten` with Graph's word for why it was not */
export function written(answer: SiteAnswer, place: SitePlace): SiteAnswer {
  if (granted(answer, place).status < 300) return answer;
  const message = `SharePoint does not take a file or folder in the site ${place.site}: ${refusalCode(answer)}.`;
  throw new SyncError('FileNotWritten', message);
}

/**
 * The answer, unless it refuses the app. That concerns this site alone: users may be read and written all the same,
 * so it is no reason to leave Graph alone.
 */
export function granted(answer: SiteAnswer, { site }: SitePlace): SiteAnswer {
  if (answer.status !== 403) return answer;
  const message =
    `Graph does not let the app into the site ${site} (${refusalCode(answer)}): it needs the application role ` +
    'Sites.ReadWrite.All of Microsoft Graph, or Sites.Selected and write permission granted on this site.';
  throw new SyncError('TenantRefused', message);
}

function siteMissing({ host, site }: SitePlace): SyncError {
  const message =
    `The site ${site} does not exist on ${host}, or the app may not see it: create it, or set SHAREPOINT_HOST and ` +
    'SHAREPOINT_SITE.';
  return new SyncError('SiteMissing', message);
}
