import type { DriveName, ItemAddress, SiteName } from './drive-address';
import { childNamed, descendant, itemsBelow, type DriveItem } from './drive-item';
import type { Library, Site } from './drive-library';
import { decoded, namesIn } from './drive-names';
import { invalidRequest, itemNotFound, siteNotFound } from './drive-refusals';
import { requireGrant, requireRole, type Need } from './drive-roles';
import type { Place, Spot } from './drives';
import type { GraphOperation } from './graph-operation';
import type { World } from './world';

/** One operation on sites and drives, and what its roles must allow. */
export interface DriveVisit {
  world: World;
  operation: GraphOperation;
  parameters: URLSearchParams;
  need: Need;
}

export function findSite(visit: DriveVisit, name: SiteName): Site {
  requireRole(visit.operation.roles, visit.need);
  const site = 'id' in name ? siteById(visit.world, decoded(name.id)) : siteByPath(visit, name);
  if (site === undefined) throw siteNotFound();
  requireGrant(visit.operation.roles, visit.need, site);
  return site;
}

export function findLibrary(visit: DriveVisit, name: DriveName): Library {
  if ('site' in name) return defaultLibraryOf(findSite(visit, name.site));
  requireRole(visit.operation.roles, visit.need);
  const library = visit.world.drives.library(decoded(name.id));
  if (library === undefined) throw itemNotFound();
  requireGrant(visit.operation.roles, visit.need, library.site);
  return library;
}

/** The file or folder that an address means. */
export function findPlace(visit: DriveVisit, address: ItemAddress): Place {
  const { library, item: start } = findStart(visit, address);
  const item = descendant(start, namesIn(address.path));
  if (item === undefined) throw itemNotFound();
  return { library, item };
}

/** Where an address puts a file; the folder has to be there. */
export function findSpot(visit: DriveVisit, address: ItemAddress): Spot {
  const { library, item: start } = findStart(visit, address);
  const names = namesIn(address.path);
  const name = names.at(-1);
  const folder = name === undefined ? start.parent : descendant(start, names.slice(0, -1));
  if (folder === undefined && name === undefined) throw invalidRequest('A library is no file.');
  if (folder === undefined) throw itemNotFound();
  if (folder.content !== undefined) throw invalidRequest('The parent is no folder.');
  return { library, folder, name: name ?? start.name };
}

export function itemAt(spot: Spot): DriveItem | undefined {
  return childNamed(spot.folder, spot.name);
}

function findStart(visit: DriveVisit, { start }: ItemAddress): Place {
  if ('sharing' in start) return sharedPlace(visit, start.sharing);
  const library = findLibrary(visit, start.drive);
  if (start.id === undefined || start.id === 'root') return { library, item: library.root };
  const id = decoded(start.id);
  const item = itemsBelow(library.root).find((one) => one.id === id);
  if (item === undefined) throw itemNotFound();
  return { library, item };
}

/** `u!` and an absolute address in base 64 stands for what lies there. */
function sharedPlace(visit: DriveVisit, sharing: string): Place {
  if (!/^u!/i.test(sharing)) throw invalidRequest('The sharing token is none.', 'invalidPath');
  requireRole(visit.operation.roles, visit.need);
  const url = Buffer.from(sharing.slice(2), 'base64url').toString('utf8');
  const place = visit.world.drives.placeAt(url);
  if (place === undefined) throw itemNotFound();
  return place;
}

function siteById(world: World, id: string): Site | undefined {
  if (id === 'root' || id === world.hosts.sharePoint) return world.drives.siteAt('/');
  requireOwnHost(world, id.split(',')[0] ?? '');
  return world.drives.sites.find((site) => site.id === id);
}

function siteByPath(visit: DriveVisit, name: { host: string; path: string }): Site | undefined {
  requireOwnHost(visit.world, name.host);
  const path = name.path.split('/').map(decoded).join('/').replace(/\/$/, '') || '/';
  const isRootHost = name.host.toLowerCase() === visit.world.hosts.sharePoint;
  return isRootHost ? visit.world.drives.siteAt(path) : undefined;
}

function requireOwnHost({ hosts }: World, host: string): void {
  const own = [hosts.sharePoint, hosts.sharePointAdmin];
  if (!own.includes(host.toLowerCase())) {
    throw invalidRequest('Invalid hostname for this tenancy');
  }
}

function defaultLibraryOf(site: Site): Library {
  const [library] = site.libraries;
  if (library === undefined) throw itemNotFound();
  return library;
}
