import type { DriveItem } from './drive-item';
import { itemsBelow, pathOf } from './drive-item';
import { webUrlOf, type Library, type Site } from './drive-library';
import type { Place } from './drives';

const mimeTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  log: 'text/plain',
  txt: 'text/plain',
};

export function siteView(site: Site): Record<string, unknown> {
  const name = site.path.split('/').at(-1) ?? '';
  return {
    id: site.id,
    name,
    displayName: name,
    webUrl: site.webUrl,
    createdDateTime: instant(site.createdAt),
    ...(site.path === '/' ? { root: {} } : {}),
    siteCollection: { hostname: site.id.split(',')[0] },
  };
}

export function libraryView(library: Library): Record<string, unknown> {
  return {
    id: library.id,
    name: library.name,
    webUrl: library.webUrl,
    driveType: 'documentLibrary',
    createdDateTime: instant(library.root.createdAt),
    lastModifiedDateTime: instant(library.root.modifiedAt),
  };
}

export function itemView({ library, item }: Place): Record<string, unknown> {
  const createdDateTime = instant(item.createdAt);
  const lastModifiedDateTime = instant(item.modifiedAt);
  return {
    id: item.id,
    name: item.parent === undefined ? 'root' : item.name,
    webUrl: webUrlOf(library, item),
    size: sizeOf(item),
    eTag: eTagOf(item),
    cTag: `"c:{${item.id}},${String(item.version)}"`,
    createdDateTime,
    lastModifiedDateTime,
    fileSystemInfo: { createdDateTime, lastModifiedDateTime },
    parentReference: parentView(library, item.parent),
    ...(item.content === undefined
      ? { folder: { childCount: item.children.size } }
      : { file: { mimeType: mimeTypeOf(item.name) } }),
    ...(item.parent === undefined ? { root: {} } : {}),
  };
}

/** Changes whenever the item does. */
export function eTagOf(item: DriveItem): string {
  return `"{${item.id}},${String(item.version)}"`;
}

/** Only what `$select` names; all of it without. Names that are no property select nothing. */
export function selected(
  view: Record<string, unknown>,
  parameters: URLSearchParams,
): Record<string, unknown> {
  const names = (parameters.get('$select') ?? '').split(',').map((name) => name.trim());
  if (names.every((name) => name === '')) return view;
  return Object.fromEntries(Object.entries(view).filter(([name]) => names.includes(name)));
}

function parentView(library: Library, parent: DriveItem | undefined): Record<string, unknown> {
  const drive = { driveType: 'documentLibrary', driveId: library.id, siteId: library.site.id };
  if (parent === undefined) return drive;
  const path = pathOf(parent).map((name) => `/${encodeURIComponent(name)}`);
  return { ...drive, id: parent.id, path: `/drives/${library.id}/root:${path.join('')}` };
}

function sizeOf(item: DriveItem): number {
  return itemsBelow(item).reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
}

function mimeTypeOf(name: string): string {
  return mimeTypes[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
