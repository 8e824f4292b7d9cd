/** Where an import's file lies below the configured folder of the site; the name is new for every file. */
export function importPath(importId: string, now: number, turn: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `imports/${stamp}-${importId}${turn === 1 ? '' : `-${turn}`}.json`;
}

const IMPORT_FILE = /^\d{8}T\d{6}Z-[0-9a-f]{12}(?:-\d+)?\.json$/;

/** Whether a file is one of ours. */
export function isImportFile(name: string): boolean {
  return IMPORT_FILE.test(name);
}

/** The absolute address of the folder that a file lies in. */
export function importFolder(fileUrl: string): string {
  return fileUrl.slice(0, fileUrl.lastIndexOf('/'));
}

/** The name of a file, by its absolute address. */
export function fileName(fileUrl: string): string {
  return decodeURIComponent(fileUrl.slice(fileUrl.lastIndexOf('/') + 1));
}

/** Whether two addresses mean the same file: SharePoint gives them back with other escapes and case. */
export function isSameFile(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(url: string): string {
  try {
    return decodeURIComponent(url).toLowerCase();
  } catch {
    return url.toLowerCase();
  }
}
