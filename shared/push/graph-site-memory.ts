import { findSite, type FoundSite } from './graph-site-find';
import type { KnownFolders } from './graph-site-folders';
import type { SitePlace } from './graph-site-place';
import type { AskSite } from './graph-site-request';

/** How long things are taken to be where they were found; an administrator may make a library later. */
const REMEMBER_MS = 900_000;

/** What is known of the site. */
export interface KnownSite extends FoundSite {
  readonly folders: KnownFolders;
}

/** Finds the site once for many calls of an instance. */
export interface SiteMemory {
  recall(ask: AskSite): Promise<KnownSite>;
  /** For who finds that something is not where it was. */
  forget(): void;
}

export function createSiteMemory(place: SitePlace, now: () => number): SiteMemory {
  let known: { readonly site: KnownSite; readonly until: number } | undefined;
  return {
    async recall(ask) {
      if (known === undefined || known.until <= now()) {
        const site = { ...(await findSite(ask, place)), folders: new Map() };
        known = { site, until: now() + REMEMBER_MS };
      }
      return known.site;
    },
    forget() {
      known = undefined;
    },
  };
}
