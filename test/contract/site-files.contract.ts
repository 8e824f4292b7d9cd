import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CallGraph, OpenSiteFiles, SiteFiles } from '../../shared/model/site-files';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';

/** Files of a site of which nobody has used the folder. */
export interface SiteWorld {
  readonly open: OpenSiteFiles;
  /** Absolute address of the folder. */
  readonly folderUrl: string;
  /** Takes the site away, or the app's right to it. */
  become(state: 'noSite' | 'refused'): Promise<void>;
}

const freely: CallGraph = (call) => call();

/** What all files of a site do. */
export function describeSiteFiles(name: string, create: () => Promise<SiteWorld>): void {
  describe(name, () => {
    let world: SiteWorld;
    let files: SiteFiles;
    beforeEach(async () => {
      world = await create();
      files = world.open(freely);
    });

    async function textAt(url: string): Promise<string> {
      return (await files.read({ name: '', url })).toString();
    }

    test('S57: makes the folder with its first file', async () => {
      expect(await files.check()).toBe('noFolder');
      const file = await files.put('TogoUPErrorDetail.json', Buffer.from('{}'));
      expect(file).toEqual({
        name: 'TogoUPErrorDetail.json',
        url: `${world.folderUrl}/TogoUPErrorDetail.json`,
      });
      expect(await files.check()).toBe('ready');
      expect(await textAt(file.url)).toBe('{}');
    });

    test('replaces a file that is there', async () => {
      const { url } = await files.put('a.json', Buffer.from('first and longer'));
      expect(await files.put('a.json', Buffer.from('second'))).toEqual({ name: 'a.json', url });
      expect(await textAt(url)).toBe('second');
      expect(await files.list(world.folderUrl)).toEqual([{ name: 'a.json', url }]);
    });

    test('makes the folders on the way, and lists the files in a folder alone', async () => {
      const run = await files.put('History/2026/run.json', Buffer.from('1'));
      const latest = await files.put('latest.json', Buffer.from('2'));
      expect(run.url).toBe(`${world.folderUrl}/History/2026/run.json`);
      expect(await files.list(world.folderUrl)).toEqual([latest]);
      expect(await files.list(`${world.folderUrl}/History/2026`)).toEqual([run]);
      expect(await files.list(`${world.folderUrl}/History`)).toEqual([]);
      expect(await files.list(`${world.folderUrl}/Nowhere`)).toEqual([]);
    });

    test('stores exactly the bytes of a piece of a longer buffer', async () => {
      const longer = Buffer.concat([Buffer.from('left'), Buffer.from([0xef, 0xbb, 0xbf, 0, 0xff])]);
      const { url } = await files.put('bytes.json', longer.subarray(4));
      expect([...(await files.read({ name: '', url }))]).toEqual([0xef, 0xbb, 0xbf, 0, 0xff]);
    });

    test.each(["it's 100% #1 & more.json", 'Größe 🎉.json'])('takes the name %s', async (name) => {
      const file = await files.put(`imports/${name}`, Buffer.from('x'));
      expect(file.name).toBe(name);
      expect(await files.list(`${world.folderUrl}/imports`)).toEqual([file]);
      expect(await textAt(file.url)).toBe('x');
    });

    test('finds a file by an address in another spelling', async () => {
      await files.put('jobs/one job.log', Buffer.from('log'));
      const url = decodeURIComponent(`${world.folderUrl}/JOBS/one job.log`);
      expect(await textAt(url)).toBe('log');
      expect(await files.list(decodeURIComponent(`${world.folderUrl}/jobs/`))).toHaveLength(1);
    });

    test('removes files and folders, and what is gone is no error', async () => {
      const { url } = await files.put('jobs/a/one.log', Buffer.from('1'));
      const kept = await files.put('jobs/ab.log', Buffer.from('2'));
      await files.remove(`${world.folderUrl}/jobs/a`);
      await files.remove(`${world.folderUrl}/jobs/a`);
      await files.remove(url);
      expect(await files.list(`${world.folderUrl}/jobs/a`)).toEqual([]);
      expect(await files.list(`${world.folderUrl}/jobs`)).toEqual([kept]);
      await expect(files.read({ name: '', url })).rejects.toMatchObject({
        code: 'TenantUnavailable',
      });
    });

    test('has nothing to do with addresses elsewhere', async () => {
      await files.put('a.json', Buffer.from('1'));
      const elsewhere = 'https://fabrikam.sharepoint.com/sites/togo/UserProfileSync';
      await files.remove(elsewhere);
      expect(await files.list(elsewhere)).toEqual([]);
      await expect(files.read({ name: '', url: `${elsewhere}/a.json` })).rejects.toThrow(SyncError);
    });

    test('says that there is no site', async () => {
      await world.become('noSite');
      expect(await files.check()).toBe('noSite');
      await expect(files.put('a.json', Buffer.from('1'))).rejects.toMatchObject({
        code: 'SiteMissing',
      });
    });

    test('says that the app is refused, which is no reason to leave the users of Entra alone', async () => {
      await world.become('refused');
      expect(await files.check()).toBe('refused');
      const error: unknown = await files
        .put('a.json', Buffer.from('1'))
        .catch((one: unknown) => one);
      expect(error).toMatchObject({ code: 'TenantRefused' });
      expect(error).not.toBeInstanceOf(RetryLaterError);
    });

    test('K9: makes no call that its gate does not let through', async () => {
      const closed = world.open(async () => {
        throw new RetryLaterError('Throttled', 'Closed.', { retryAt: 0 });
      });
      await expect(closed.put('a.json', Buffer.from('1'))).rejects.toThrow('Closed.');
      await expect(closed.list(world.folderUrl)).rejects.toThrow('Closed.');
      await expect(closed.check()).rejects.toThrow('Closed.');
      expect(await files.check()).toBe('noFolder');
    });
  });
}
