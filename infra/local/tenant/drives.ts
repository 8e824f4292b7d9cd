import { childNamed, descendant, detach, itemsBelow, newFolder, putFile } from './drive-item';
import type { DriveItem } from './drive-item';
import { addLibrary, newSite, webUrlOf, type Library, type Site } from './drive-library';

/** A file as others in the tenant see it. */
export interface StoredFile {
  readonly name: string;
  /** Absolute and percent-encoded. */
  readonly url: string;
  readonly content: Buffer;
  /** Milliseconds on the tenant's clock. */
  readonly createdAt: number;
}

/** An item and the library that it lies in. */
export interface Place {
  readonly library: Library;
  readonly item: DriveItem;
}

/** Where a file is, or is to be. */
export interface Spot {
  readonly library: Library;
  readonly folder: DriveItem;
  readonly name: string;
}

/** The sites of the tenant and the files in them, all in memory. Addresses are not told apart by case. */
export class Drives {
  readonly #host: string;
  #sites: Site[] = [];

  constructor(host: string) {
    this.#host = host;
    this.reset();
  }

  /** The root site and `/sites/togo`, each with the library that every site is born with. */
  reset(): void {
    this.#sites = [];
    for (const path of ['/', '/sites/togo']) this.putSite(path);
  }

  get sites(): readonly Site[] {
    return this.#sites;
  }

  putSite(path: string): Site {
    const known = this.siteAt(path);
    if (known !== undefined) return known;
    const site = newSite(this.#host, path);
    this.#sites.push(site);
    return site;
  }

  putLibraries(site: Site, names: readonly string[]): void {
    for (const name of names) addLibrary(site, name);
  }

  removeSite(path: string): void {
    this.#sites = this.#sites.filter((site) => !isSame(site.path, path));
  }

  siteAt(path: string): Site | undefined {
    return this.#sites.find((site) => isSame(site.path, path));
  }

  library(id: string): Library | undefined {
    return this.#libraries().find((library) => library.id === id);
  }

  itemById(id: string): Place | undefined {
    for (const library of this.#libraries()) {
      const item = itemsBelow(library.root).find((one) => one.id === id);
      if (item !== undefined) return { library, item };
    }
    return undefined;
  }

  /** File or folder at an absolute address, percent-encoded or not; a library's address is its folder. */
  placeAt(url: string): Place | undefined {
    const spot = this.#spotAt(url);
    const item = spot && descendant(spot.library.root, spot.names);
    return spot && item && { library: spot.library, item };
  }

  findByUrl(url: string): StoredFile | undefined {
    const place = this.placeAt(url);
    return place && storedFile(place);
  }

  /** Creates or replaces a file, and makes the folders on the way. Throws where no library is. */
  write(url: string, content: Buffer): StoredFile {
    const spot = this.#spotAt(url);
    const name = spot?.names.at(-1);
    if (spot === undefined || name === undefined) throw new RangeError(`No library has ${url}.`);
    const folder = spot.names.slice(0, -1).reduce(folderIn, spot.library.root);
    if (isFolder(childNamed(folder, name))) throw new RangeError(`${url} is a folder.`);
    const item = putFile(folder, name, content);
    return { name, url: webUrlOf(spot.library, item), content, createdAt: item.createdAt };
  }

  /** Removes a file, or a folder with all that is in it; false when there is none. */
  remove(url: string): boolean {
    const place = this.placeAt(url);
    if (place?.item.parent === undefined) return false;
    detach(place.item);
    return true;
  }

  /** The files that lie in a folder itself; none where there is no such folder. */
  list(folderUrl: string): readonly StoredFile[] {
    const place = this.placeAt(folderUrl);
    if (place === undefined) return [];
    return storedFiles(place.library, [...place.item.children.values()]);
  }

  all(): readonly StoredFile[] {
    return this.#libraries().flatMap((library) => storedFiles(library, itemsBelow(library.root)));
  }

  #libraries(): readonly Library[] {
    return this.#sites.flatMap((site) => site.libraries);
  }

  #spotAt(url: string): { library: Library; names: string[] } | undefined {
    const segments = segmentsOf(url);
    if (segments?.host !== this.#host) return undefined;
    const holders = this.#libraries()
      .map((library) => ({ library, own: segmentsOf(library.webUrl)?.names ?? [] }))
      .filter(({ own }) => own.every((name, index) => isSame(name, segments.names[index] ?? '')))
      .sort((a, b) => b.own.length - a.own.length);
    const best = holders[0];
    return best && { library: best.library, names: segments.names.slice(best.own.length) };
  }
}

function folderIn(parent: DriveItem, name: string): DriveItem {
  const known = childNamed(parent, name);
  if (known === undefined) return newFolder(name, parent);
  if (!isFolder(known)) throw new RangeError(`${name} is a file.`);
  return known;
}

function isFolder(item: DriveItem | undefined): boolean {
  return item !== undefined && item.content === undefined;
}

function storedFile({ library, item }: Place): StoredFile | undefined {
  const { name, content, createdAt } = item;
  return content && { name, url: webUrlOf(library, item), content, createdAt };
}

function storedFiles(library: Library, items: readonly DriveItem[]): readonly StoredFile[] {
  return items.map((item) => storedFile({ library, item })).filter((file) => file !== undefined);
}

/** Host and decoded names of an address; undefined when it is none. */
function segmentsOf(url: string): { host: string; names: string[] } | undefined {
  try {
    const { protocol, hostname, pathname } = new URL(url);
    const names = pathname.split('/').filter((name) => name !== '');
    return protocol === 'https:'
      ? { host: hostname, names: names.map(decodeURIComponent) }
      : undefined;
  } catch {
    return undefined;
  }
}

function isSame(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
}
