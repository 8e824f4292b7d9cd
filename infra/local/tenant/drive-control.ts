import type { ControlRequest } from './control-schema';
import type { Drives } from './drives';

/** Sites come, change and go as `/_control` says. */
export function changeSites(drives: Drives, request: ControlRequest): void {
  for (const { path, libraries = [], granted, removed } of request.sites ?? []) {
    if (removed === true) {
      drives.removeSite(path);
      continue;
    }
    const site = drives.putSite(path);
    drives.putLibraries(site, libraries);
    if (granted !== undefined) site.granted = granted;
  }
}

/** The sites as `GET /_control` shows them. */
export function sitesAsShown(drives: Drives): unknown {
  return drives.sites.map(({ path, granted, libraries }) => ({
    path,
    granted,
    libraries: libraries.map(({ name }) => name),
  }));
}
