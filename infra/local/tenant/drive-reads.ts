import type { ItemAddress } from './drive-address';
import { invalidRequest } from './drive-refusals';
import type { Place } from './drives';
import { itemView, selected } from './drive-views';
import { findPlace, type DriveVisit } from './drive-visit';
import { emptyAnswer, jsonAnswer, type Answer } from './exchange';
import type { World } from './world';

const ordinaryPage = 200;
const largestPage = 999;

export function getItem(visit: DriveVisit, address: ItemAddress): Answer {
  const place = findPlace(visit, address);
  const view = downloadableView(visit.world, place);
  const context = { '@odata.context': `${contextOf(place)}/$entity` };
  return jsonAnswer(200, { ...context, ...selected(view, visit.parameters) });
}

/** By name, a page at a time. A file has no children. */
export function listChildren(visit: DriveVisit, address: ItemAddress): Answer {
  const place = findPlace(visit, address);
  const { library, item } = place;
  const children = [...item.children.values()].sort((a, b) => a.name.localeCompare(b.name));
  const size = pageSize(visit.parameters);
  const start = Number(visit.parameters.get('$skiptoken') ?? 0);
  const page = children.slice(start, start + size);
  const value = page.map((child) =>
    selected(downloadableView(visit.world, { library, item: child }), visit.parameters),
  );
  return jsonAnswer(200, {
    '@odata.context': contextOf(place),
    ...(start + size < children.length ? { '@odata.nextLink': nextLink(visit, start + size) } : {}),
    value,
  });
}

/** Points to an address outside Graph that needs no token, and takes none. */
export function getContent(visit: DriveVisit, address: ItemAddress): Answer {
  const place = findPlace(visit, address);
  if (place.item.content === undefined) throw invalidRequest('A folder has no content.');
  return { ...emptyAnswer(302), headers: { Location: visit.world.downloads.addressOf(place) } };
}

function downloadableView(world: World, place: Place): Record<string, unknown> {
  const view = itemView(place);
  if (place.item.content === undefined) return view;
  return { ...view, '@microsoft.graph.downloadUrl': world.downloads.addressOf(place) };
}

function contextOf({ library }: Place): string {
  const drive = encodeURIComponent(library.id);
  return `https://graph.microsoft.com/v1.0/$metadata#drives('${drive}')/items`;
}

function pageSize(parameters: URLSearchParams): number {
  const top = Number(parameters.get('$top') ?? ordinaryPage);
  if (!Number.isInteger(top) || top < 1) throw invalidRequest('The value of $top is not valid.');
  return Math.min(top, largestPage);
}

function nextLink({ operation, parameters }: DriveVisit, start: number): string {
  const next = new URLSearchParams(parameters);
  next.set('$skiptoken', String(start));
  const path = operation.url.split('?')[0] ?? '';
  return `https://graph.microsoft.com/v1.0${path}?${next.toString()}`;
}
