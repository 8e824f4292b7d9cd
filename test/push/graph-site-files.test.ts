import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { CallGraph } from '../../shared/model/site-files';
import { RetryLaterError } from '../../shared/model/sync-error';
import { describeSiteFiles } from '../contract/site-files.contract';
import { MEMORY_FOLDER_URL, MemorySite } from '../fakes/memory-site-files';
import { rootHost } from '../local/tenant/tenant-client';
import { FOLDER_URL, SITE_URL, startSiteFiles, type SiteFilesWorld } from './site-files-world';

const freely: CallGraph = (call) => call();
/** With a library that is named as the folder. */
const WITH_LIBRARY = { sites: [{ path: '/sites/togo', libraries: ['UserProfileSync'] }] };
/** The requests for sites and files as Microsoft documents them. */
const DOCUMENTED = [
  /^GET \/sites\/[^/:]+:\/sites\/togo$/,
  /^GET \/sites\/[^/:]+\/drives$/,
  /^GET \/drives\/[^/:]+\/root:\/[^:]+$/,
  /^GET \/drives\/[^/:]+\/root:\/[^:]+:\/children$/,
  /^GET \/drives\/[^/:]+\/items\/[^/:]+\/content$/,
  /^POST \/drives\/[^/:]+\/root\/children$/,
  /^POST \/drives\/[^/:]+\/items\/[^/:]+\/children$/,
  /^PUT \/drives\/[^/:]+\/root:\/[^:]+:\/content$/,
  /^POST \/drives\/[^/:]+\/items\/[^/:]+:\/[^/:]+:\/createUploadSession$/,
  /^DELETE \/drives\/[^/:]+\/items\/[^/:]+$/,
];

let world: SiteFilesWorld;

beforeAll(async () => {
  world = await startSiteFiles();
});
afterEach(() => world.reset());
afterAll(() => world.stop());

describeSiteFiles('files of a site in memory', async () => {
  const site = new MemorySite();
  return {
    open: site.open,
    folderUrl: MEMORY_FOLDER_URL,
    become: async (state) => {
      site.state = state;
    },
  };
});

describeSiteFiles('files of a site by Graph, in the library that every site has', async () => ({
  open: world.open(),
  folderUrl: FOLDER_URL,
  become: async (state) => {
    if (state === 'refused') await world.takeRoles('User.Read.All');
    else await world.tenant.control({ sites: [{ path: '/sites/togo', removed: true }] });
  },
}));

describe('where the files lie', () => {
  test('S57: a library of that name is the folder', async () => {
    await world.tenant.control(WITH_LIBRARY);
    const files = world.open()(freely);
    expect(await files.check()).toBe('ready');
    const { url } = await files.put('History/run.json', Buffer.from('{}'));
    expect(url).toBe(`${SITE_URL}/UserProfileSync/History/run.json`);
    expect((await files.read({ name: '', url })).toString()).toBe('{}');
  });

  test('the root site is a site like others', async () => {
    const { url } = await world.open({ site: '/' })(freely).put('a.json', Buffer.from('1'));
    expect(url).toBe(`https://${rootHost}/Shared%20Documents/UserProfileSync/a.json`);
  });

  test('files in other libraries of the site are found by their address, too', async () => {
    await world.tenant.control(WITH_LIBRARY);
    const elsewhere = `${SITE_URL}/Shared%20Documents/UserProfileSync`;
    const other = world.open({ folder: 'Elsewhere' })(freely);
    const { url } = await other.put('job.log', Buffer.from('log'));
    const files = world.open()(freely);
    expect((await files.read({ name: '', url })).toString()).toBe('log');
    expect(await files.list(elsewhere)).toEqual([]);
    expect(await files.list(`${SITE_URL}/Shared%20Documents/Elsewhere`)).toHaveLength(1);
  });

  test('a library itself is never removed', async () => {
    const files = world.open()(freely);
    const { url } = await files.put('a.json', Buffer.from('1'));
    await files.remove(`${SITE_URL}/Shared%20Documents`);
    expect((await files.read({ name: '', url })).toString()).toBe('1');
  });

  test('a host of another tenant is a missing site', async () => {
    const files = world.open({ host: 'fabrikam.sharepoint.com' })(freely);
    expect(await files.check()).toBe('noSite');
    await expect(files.put('a.json', Buffer.from(''))).rejects.toMatchObject({
      code: 'SiteMissing',
      message: expect.stringContaining('SHAREPOINT_SITE'),
    });
  });

  test('content is asked for by the id of its file', async () => {
    const files = world.open()(freely);
    const { url } = await files.put('job.log', Buffer.from('log'));
    await files.read({ name: '', url });
    expect(await world.requestsToGraph()).toContainEqual(
      expect.stringMatching(/^GET \/drives\/[^/]+\/items\/[^/:]+\/content$/),
    );
  });

  test('every request is one that Graph documents', async () => {
    const open = world.open();
    const { url } = await open(freely).put('jobs/1/a.log', Buffer.from('a'));
    await open(freely).put('jobs/1/b.log', Buffer.alloc(4_000_001));
    // One that has to learn which folders are there.
    await world.open()(freely).put('jobs/1/c.log', Buffer.alloc(4_000_001));
    await open(freely).read({ name: '', url });
    await open(freely).list(`${FOLDER_URL}/jobs/1`);
    await open(freely).remove(url);
    await open(freely).check();
    const requests = await world.requestsToGraph();
    const isDocumented = (request: string) => DOCUMENTED.some((form) => form.test(request));
    expect(requests.filter((request) => !isDocumented(request))).toEqual([]);
    expect(DOCUMENTED.filter((form) => !requests.some((request) => form.test(request)))).toEqual(
      [],
    );
  });

  test('folders that are there are not asked for when their ids are not needed', async () => {
    await world.open()(freely).put('1.json', Buffer.from('1'));
    await world.open()(freely).put('2.json', Buffer.from('2'));
    expect(await world.countKinds()).toMatchObject({ createFolder: 2, putContent: 2 });
    expect(await world.countKinds()).not.toHaveProperty('getItem');
  });

  test('a library that is there is not asked for again', async () => {
    await world.tenant.control(WITH_LIBRARY);
    expect(await world.open()(freely).check()).toBe('ready');
    expect(await world.countKinds()).toMatchObject({ getSite: 1, listDrives: 1 });
    expect(await world.countKinds()).not.toHaveProperty('getItem');
  });

  test('the way is found once, for all who use these files', async () => {
    const open = world.open();
    await open(freely).put('History/1.json', Buffer.from('1'));
    const before = await world.countKinds();
    await open(freely).put('History/2.json', Buffer.from('2'));
    await open(freely).put('3.json', Buffer.from('3'));
    const after = await world.countKinds();
    const count = (kinds: Record<string, number>) =>
      Object.values(kinds).reduce((a, b) => a + b, 0);
    expect(count(after) - count(before)).toBe(2);
    expect(after).toMatchObject({ getSite: 1, createFolder: 2, putContent: 3 });
  });

  test('a library that an administrator makes later is found after a while', async () => {
    let time = 0;
    const open = world.open({ now: () => time });
    await open(freely).put('1.json', Buffer.from('1'));
    await world.tenant.control(WITH_LIBRARY);
    expect((await open(freely).put('2.json', Buffer.from('2'))).url).toContain('Documents');
    time += 900_000;
    const { url } = await open(freely).put('3.json', Buffer.from('3'));
    expect(url).toBe(`${SITE_URL}/UserProfileSync/3.json`);
  });

  test('a folder that somebody removes is made again', async () => {
    const open = world.open();
    await open(freely).put('History/1.json', Buffer.from('1'));
    await open(freely).remove(FOLDER_URL);
    const { url } = await open(freely).put('History/2.json', Buffer.from('2'));
    expect(await open(freely).list(`${FOLDER_URL}/History`)).toEqual([{ name: '2.json', url }]);
  });

  test.each([
    ['a folder in it', 'History/2027/2.json', Buffer.from('2')],
    ['a large file in it', 'History/2.json', Buffer.alloc(4_000_001)],
  ])('a folder that somebody removes is made again for %s', async (_what, path, content) => {
    const open = world.open();
    await open(freely).put('History/2026/1.json', Buffer.from('1'));
    await open(freely).remove(`${FOLDER_URL}/History`);
    const file = await open(freely).put(path, content);
    expect((await open(freely).read(file)).equals(content)).toBe(true);
    expect(await world.countKinds()).toMatchObject({ getSite: 2 });
  });

  test('long folders are listed to their end', async () => {
    const files = world.open()(freely);
    const names = Array.from({ length: 203 }, (_, number) => `${number}.log`);
    for (const name of names) await files.put(`job/${name}`, Buffer.from(name));
    const listed = await files.list(`${FOLDER_URL}/job`);
    expect(listed.map(({ name }) => name).sort()).toEqual([...names].sort());
  });
});

describe('roles', () => {
  test.each([
    [['Sites.Selected'], false, 'refused'],
    [['Sites.Selected'], true, 'noFolder'],
    [['Sites.Read.All'], false, 'noFolder'],
    [[], false, 'refused'],
  ])('with %j and a grant (%s) the check says %s', async (roles, granted, answer) => {
    await world.tenant.control({ sites: [{ path: '/sites/togo', granted }] });
    await world.takeRoles(...roles);
    expect(await world.open()(freely).check()).toBe(answer);
  });

  test('who may only read is told which role is missing', async () => {
    await world.takeRoles('Sites.Read.All');
    await expect(world.open()(freely).put('a.json', Buffer.from('1'))).rejects.toMatchObject({
      code: 'TenantRefused',
      message: expect.stringMatching(
        /Sites\.ReadWrite\.All of Microsoft Graph, or Sites\.Selected/,
      ),
    });
  });

  test('a grant for the site is enough to write, list, read and remove', async () => {
    await world.tenant.control({ sites: [{ path: '/sites/togo', granted: true }] });
    await world.takeRoles('Sites.Selected');
    const files = world.open()(freely);
    const { url } = await files.put('a.json', Buffer.from('1'));
    expect((await files.read({ name: '', url })).toString()).toBe('1');
    await files.remove(url);
    expect(await files.list(FOLDER_URL)).toEqual([]);
  });
});

describe('a Graph in trouble', () => {
  test.each([
    [429, '120', 120_000],
    [503, '7', 7_000],
    [429, null, 30_000],
  ])('D5: is left alone after %s with Retry-After %s', async (status, retryAfter, wait) => {
    await world.tenant.control({ throttle: { target: 'drives', status, retryAfter } });
    const error: unknown = await world
      .open()(freely)
      .check()
      .catch((one: unknown) => one);
    expect(error).toBeInstanceOf(RetryLaterError);
    expect((error as RetryLaterError).code).toBe('Throttled');
    expect((error as RetryLaterError).retryAt).toBeGreaterThanOrEqual(wait);
  });

  test.each(['reset-before', 'html'])('is unavailable when the answer is %s', async (kind) => {
    await world.tenant.control({ fault: { target: 'graph', kind, count: 5 } });
    await expect(world.open()(freely).put('a.json', Buffer.from('1'))).rejects.toMatchObject({
      code: 'TenantUnavailable',
    });
  });

  test('a name that SharePoint does not take is a file that is not written', async () => {
    const files = world.open()(freely);
    await expect(files.put('what?.json', Buffer.from('1'))).rejects.toMatchObject({
      code: 'FileNotWritten',
      message: expect.stringContaining('invalidRequest'),
    });
  });

  test('a folder where a file is to be is said to be in the way', async () => {
    const files = world.open()(freely);
    await files.put('a.json/b.json', Buffer.from('1'));
    await expect(files.put('a.json', Buffer.from('1'))).rejects.toMatchObject({
      code: 'FileNotWritten',
      message: expect.stringContaining('nameAlreadyExists'),
    });
  });
});
