/** A site by its id, `root`, or by host and server-relative path; all still percent-encoded. */
export type SiteName = { id: string } | { host: string; path: string };

/** A library by its id, or the default one of a site. */
export type DriveName = { id: string } | { site: SiteName };

export interface SiteAddress {
  of: 'site';
  site: SiteName;
  /** What is asked of it: empty for itself, or `drives`. */
  action: string;
}

export interface DriveAddress {
  of: 'drive';
  drive: DriveName;
  action: '';
}

export interface ItemAddress {
  of: 'item';
  /** Where `path` starts: a library's folder, an item, or what an address of the site names. */
  start: { drive: DriveName; id: string | undefined } | { sharing: string };
  /** Names below the start, each after a slash and still percent-encoded; empty for the start itself. */
  path: string;
  /** Empty for the item itself, or `children`, `content`, `createUploadSession`. */
  action: string;
}

/**
 * What a path below `/v1.0` means, or undefined when it has nothing to do with sites and drives.
 * Paths within a drive stand between colons: `/drives/{id}/root:/a/b.json:/content`.
 */
export function readDriveAddress(
  path: string,
): SiteAddress | DriveAddress | ItemAddress | undefined {
  const [, library, inLibrary = ''] = /^\/drives\/([^/]+)(\/.*)?$/i.exec(path) ?? [];
  if (library !== undefined) return inDrive({ id: library }, inLibrary);
  const [, sharing, action = ''] =
    /^\/shares\/([^/]+)\/driveItem(?:\/([a-z]+))?$/i.exec(path) ?? [];
  if (sharing !== undefined) return { of: 'item', start: { sharing }, path: '', action };
  return inSites(path);
}

/** `/sites/{id}` or `/sites/{host}:/{path}`; what is in the site follows the id, or a second colon. */
function inSites(path: string): SiteAddress | DriveAddress | ItemAddress | undefined {
  const match = /^\/sites\/([^/:]+)(?::(\/[^:]*))?(?::|(?=\/|$))(.*)$/i.exec(path);
  if (match === null) return undefined;
  const [, name = '', sitePath, rest = ''] = match;
  const site = sitePath === undefined ? { id: name } : { host: name, path: sitePath };
  if (rest === '') return { of: 'site', site, action: '' };
  if (/^\/drives$/i.test(rest)) return { of: 'site', site, action: 'drives' };
  return inSite(site, rest);
}

/** The default library, or one by its id. */
function inSite(site: SiteName, rest: string): DriveAddress | ItemAddress | undefined {
  const match = /^\/(?:drive|drives\/([^/]+))(\/.*)?$/i.exec(rest);
  if (match === null) return undefined;
  const [, id, inLibrary = ''] = match;
  return inDrive(id === undefined ? { site } : { id }, inLibrary);
}

function inDrive(drive: DriveName, rest: string): DriveAddress | ItemAddress | undefined {
  if (rest === '') return { of: 'drive', drive, action: '' };
  const match = /^\/(?:root|items\/([^/:]+))(?::(\/[^:]*))?(?::|(?=\/|$))(?:\/([a-z]+))?$/i.exec(
    rest,
  );
  if (match === null) return undefined;
  const [, id, path = '', action = ''] = match;
  return { of: 'item', start: { drive, id }, path, action };
}
