import { newFolder, pathOf, type DriveItem } from './drive-item';
import { stableId } from './stable-id';

/** A SharePoint site with its document libraries, the default one first. */
export interface Site {
  /** `{host},{site collection},{web}`. */
  readonly id: string;
  /** `/sites/togo`; `/` for the root site. */
  readonly path: string;
  readonly webUrl: string;
  /** Whether the app holds a grant to write here, for tokens with `Sites.Selected` alone. */
  granted: boolean;
  readonly createdAt: number;
  readonly libraries: Library[];
}

/** A document library, which Graph calls a drive. */
export interface Library {
  readonly id: string;
  readonly name: string;
  /** Absolute and percent-encoded, without a slash at its end. */
  readonly webUrl: string;
  readonly site: Site;
  readonly root: DriveItem;
}

/** The library that every site is born with; its address has another name than it shows. */
const defaultLibrary = 'Documents';
const defaultFolder = 'Shared Documents';

export function newSite(host: string, path: string): Site {
  const address = path === '/' ? '' : path;
  const site: Site = {
    id: [host, stableId(host, path, 'collection'), stableId(host, path, 'web')].join(','),
    path,
    webUrl: `https://${host}${address.split('/').map(encodeURIComponent).join('/')}`,
    granted: false,
    createdAt: Date.now(),
    libraries: [],
  };
  addLibrary(site, defaultLibrary);
  return site;
}

/** Does nothing when the site has a library of that name. */
export function addLibrary(site: Site, name: string): void {
  const isKnown = site.libraries.some((one) => one.name.toLowerCase() === name.toLowerCase());
  if (isKnown) return;
  const folder = name === defaultLibrary ? defaultFolder : name;
  site.libraries.push({
    id: libraryId(site, name),
    name,
    webUrl: `${site.webUrl}/${encodeURIComponent(folder)}`,
    site,
    root: newFolder(''),
  });
}

/** The item's absolute address, percent-encoded. */
export function webUrlOf(library: Library, item: DriveItem): string {
  return [library.webUrl, ...pathOf(item).map(encodeURIComponent)].join('/');
}

/** The look of real ones: `b!` and three GUIDs in base 64. */
function libraryId(site: Site, name: string): string {
  const guids = [...site.id.split(',').slice(1), stableId(site.id, name)];
  return `b!${Buffer.from(guids.join('').replaceAll('-', ''), 'hex').toString('base64url')}`;
}
