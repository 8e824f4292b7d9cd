/** Makes one call to Graph, or throws without calling when none may be made now. */
export type CallGraph = <Answer>(call: () => Promise<Answer>) => Promise<Answer>;

/** A file in the configured SharePoint site. */
export interface SiteFile {
  readonly name: string;
  /** Absolute address, as SharePoint gives it. */
  readonly url: string;
}

/**
 * Files below the configured folder of the configured site (row S57). `path` is relative to the folder, its segments
 * parted by `/`. A site that does not exist throws `SiteMissing`, one that the app is not let into `TenantRefused`, and
 * a file that SharePoint does not take `FileNotWritten`: none of these is a `RetryLaterError`, which would close Graph to
 * everything else. What says something about the app, or nothing at all, throws as everywhere in a push.
 */
export interface SiteFiles {
  /** Creates or replaces the file, and the folders on the way to it. */
  put(path: string, content: Buffer): Promise<SiteFile>;
  /** The files in a folder of the site, by its absolute address; none where there is no such folder. */
  list(folderUrl: string): Promise<readonly SiteFile[]>;
  read(file: SiteFile): Promise<Buffer>;
  /** Removes a file or a folder by its absolute address; what is gone already is no error. */
  remove(url: string): Promise<void>;
  /** Whether site and folder are there, without changing anything. */
  check(): Promise<'ready' | 'noFolder' | 'noSite' | 'refused'>;
}

/** Every call of these files goes through the given gate. */
export type OpenSiteFiles = (call: CallGraph) => SiteFiles;
