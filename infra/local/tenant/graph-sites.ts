import type { DriveAddress, SiteAddress } from './drive-address';
import { libraryView, selected, siteView } from './drive-views';
import { findLibrary, findSite, type DriveVisit } from './drive-visit';
import { jsonAnswer, type Answer } from './exchange';

const metadata = 'https://graph.microsoft.com/v1.0/$metadata#';

export function getSite(visit: DriveVisit, address: SiteAddress): Answer {
  const site = findSite(visit, address.site);
  const context = { '@odata.context': `${metadata}sites/$entity` };
  return jsonAnswer(200, { ...context, ...selected(siteView(site), visit.parameters) });
}

export function listDrives(visit: DriveVisit, address: SiteAddress): Answer {
  const { libraries } = findSite(visit, address.site);
  const value = libraries.map((library) => selected(libraryView(library), visit.parameters));
  return jsonAnswer(200, { '@odata.context': `${metadata}drives`, value });
}

export function getDrive(visit: DriveVisit, address: DriveAddress): Answer {
  const library = findLibrary(visit, address.drive);
  const context = { '@odata.context': `${metadata}drives/$entity` };
  return jsonAnswer(200, { ...context, ...selected(libraryView(library), visit.parameters) });
}
