import type { OpenSiteFiles, SiteFile, SiteFiles } from '../../shared/model/site-files';
import { SyncError } from '../../shared/model/sync-error';

type SiteState = 'ready' | 'noSite' | 'refused';

/** Where the folder of files lies. */
export const MEMORY_FOLDER_URL =
  'https://contoso.sharepoint.com/sites/togo/Shared%20Documents/UserProfileSync';

/** Files of a site in memory, by their absolute address. */
export class MemorySite {
  readonly files = new Map<string, Buffer>();
  state: SiteState = 'ready';
  /** Sees each call, with the path or the address that it is about, and may throw before it is carried out. */
  onCall: (name: string, about: string) => void = () => undefined;

  readonly open: OpenSiteFiles = (call) => {
    const through = <Answer>(name: string, about: string, work: () => Answer): Promise<Answer> =>
      call(async () => {
        this.onCall(name, about);
        return work();
      });
    return {
      put: (path, content) => through('put', path, () => this.#put(path, content)),
      list: (folderUrl) => through('list', folderUrl, () => this.#list(folderUrl)),
      read: ({ url }) => through('read', url, () => this.#read(url)),
      remove: (url) => through('remove', url, () => this.#remove(url)),
      check: () => through('check', '', () => this.#check()),
    };
  };

  /** Puts a file anywhere, as SharePoint does with logs. */
  place(url: string, content: string): void {
    this.files.set(url, Buffer.from(content));
  }

  /** The text of a file below the folder; undefined when it is not there. */
  text(path: string): string | undefined {
    return this.files.get(urlOf(path))?.toString();
  }

  #put(path: string, content: Buffer): SiteFile {
    this.#requireSite();
    this.files.set(urlOf(path), Buffer.from(content));
    return toFile(urlOf(path));
  }

  #list(folderUrl: string): SiteFile[] {
    this.#requireSite();
    const prefix = `${normal(folderUrl)}/`;
    const inside = [...this.files.keys()].filter((url) => normal(url).startsWith(prefix));
    return inside.filter((url) => !normal(url).slice(prefix.length).includes('/')).map(toFile);
  }

  #read(url: string): Buffer {
    this.#requireSite();
    const known = [...this.files].find(([one]) => normal(one) === normal(url));
    if (known === undefined) throw new SyncError('TenantUnavailable', 'The file is not there.');
    return Buffer.from(known[1]);
  }

  #remove(url: string): void {
    this.#requireSite();
    for (const one of this.files.keys()) {
      if (normal(one) === normal(url) || normal(one).startsWith(`${normal(url)}/`)) {
        this.files.delete(one);
      }
    }
  }

  #check(): Awaited<ReturnType<SiteFiles['check']>> {
    if (this.state !== 'ready') return this.state;
    const prefix = `${MEMORY_FOLDER_URL}/`;
    return [...this.files.keys()].some((url) => url.startsWith(prefix)) ? 'ready' : 'noFolder';
  }

  #requireSite(): void {
    if (this.state === 'noSite') throw new SyncError('SiteMissing', 'There is no such site.');
    if (this.state === 'refused') throw new SyncError('TenantRefused', 'The app is not let in.');
  }
}

function urlOf(path: string): string {
  return `${MEMORY_FOLDER_URL}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** Addresses are not told apart by case, nor by how they are encoded. */
function normal(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${decodeURIComponent(pathname)}`.toLowerCase().replace(/\/$/, '');
}

function toFile(url: string): SiteFile {
  return { name: decodeURIComponent(url.split('/').at(-1) ?? ''), url };
}
