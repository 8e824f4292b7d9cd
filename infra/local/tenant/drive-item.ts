import { randomBytes } from 'node:crypto';

/** A file or a folder of a library. The library's own folder has an empty name and no parent. */
export interface DriveItem {
  readonly id: string;
  readonly name: string;
  readonly parent: DriveItem | undefined;
  /** Bytes of a file; undefined for a folder. */
  content: Buffer | undefined;
  /** By lower-case name: SharePoint does not tell names apart by case. */
  readonly children: Map<string, DriveItem>;
  /** Milliseconds on the tenant's clock. */
  readonly createdAt: number;
  modifiedAt: number;
  /** Goes up with every change, and is part of the eTag. */
  version: number;
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function newFolder(name: string, parent?: DriveItem): DriveItem {
  return newItem(name, parent, undefined);
}

/** Creates a file or replaces what the file of that name holds; that it is no folder, the caller has seen. */
export function putFile(parent: DriveItem, name: string, content: Buffer): DriveItem {
  const known = childNamed(parent, name);
  if (known === undefined) return newItem(name, parent, content);
  known.content = content;
  known.modifiedAt = Date.now();
  known.version += 1;
  return known;
}

export function childNamed(folder: DriveItem, name: string): DriveItem | undefined {
  return folder.children.get(keyOf(name));
}

/** Takes an item, with all that is in it, out of its folder. */
export function detach(item: DriveItem): void {
  item.parent?.children.delete(keyOf(item.name));
}

/** The item that the names lead to, one folder after the other. */
export function descendant(folder: DriveItem, names: readonly string[]): DriveItem | undefined {
  return names.reduce<DriveItem | undefined>(
    (found, name) => (found === undefined ? undefined : childNamed(found, name)),
    folder,
  );
}

/** Names from the library's folder down to the item, without the former. */
export function pathOf(item: DriveItem): readonly string[] {
  return item.parent === undefined ? [] : [...pathOf(item.parent), item.name];
}

/** The item itself and all that is below it, in order of their creation. */
export function itemsBelow(item: DriveItem): readonly DriveItem[] {
  return [item, ...[...item.children.values()].flatMap(itemsBelow)];
}

function newItem(
  name: string,
  parent: DriveItem | undefined,
  content: Buffer | undefined,
): DriveItem {
  const now = Date.now();
  const item: DriveItem = {
    id: newItemId(),
    name,
    parent,
    content,
    children: new Map(),
    createdAt: now,
    modifiedAt: now,
    version: 1,
  };
  parent?.children.set(keyOf(name), item);
  return item;
}

/** The look of real ones: `01` and 32 characters of base 32. */
function newItemId(): string {
  return `01${[...randomBytes(32)].map((byte) => base32.charAt(byte % 32)).join('')}`;
}

function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
