import { SyncError } from '../model/sync-error';
import { refusalCode, type SiteAnswer } from './graph-site-request';

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

const GRAPH = 'https://graph.microsoft.com/v1.0';

/** Path of the next page, on Graph alone: the request carries the token. */
export function nextPath(nextLink: string | undefined): string | undefined {
  return nextLink?.startsWith(`${GRAPH}/`) === true ? nextLink.slice(GRAPH.length) : undefined;
}

/** A path of these names, each percent-encoded. */
export function encodeNames(names: readonly string[]): string {
  return names.map(encodeURIComponent).join('/');
}

/** Graph's address of an item, or of something of it, such as `/children`. */
export function itemPath({ library, names }: ItemPlace, something = ''): string {
  const root = `/drives/${library.id}/root`;
  if (names.length === 0) return root + something;
  const item = `${root}:/${encodeNames(names)}`;
  return something === '' ? item : `${item}:${something}`;
}

/** Graph's address of the item with that id, or of something of it, such as `/children`. */
export function itemById(library: Library, id: string, something = ''): string {
  return `/drives/${library.id}/items/${id}${something}`;
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
