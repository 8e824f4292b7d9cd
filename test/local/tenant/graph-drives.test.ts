import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DriveDesk, libraryUrl, togo } from './drive-desk';
import { adminHost, rootHost, type Json, type Reply } from './tenant-client';

let desk: DriveDesk;

beforeAll(async () => {
  desk = await DriveDesk.open();
});

afterEach(() => desk.reset());

afterAll(() => desk.close());

function graph(path: string): Promise<Reply> {
  return desk.tenant.graph(path);
}

function shared(url: string): string {
  return `/shares/u!${Buffer.from(url).toString('base64url')}/driveItem`;
}

describe('finding a site', () => {
  test('by host and path gives its id, in any case of the path', async () => {
    const site = (await graph(togo)).json();
    expect(site).toMatchObject({
      name: 'togo',
      webUrl: `https://${rootHost}/sites/togo`,
      id: expect.stringMatching(/^contoso\.sharepoint\.com(,[0-9a-f-]{36}){2}$/),
    });
    expect((await graph(`/sites/${rootHost}:/Sites/TOGO`)).json().id).toBe(site.id);
    expect((await graph(`/sites/${encodeURIComponent(String(site.id))}`)).json().id).toBe(site.id);
  });

  test('under the host of another tenant is refused', async () => {
    const reply = await graph('/sites/fabrikam.sharepoint.com:/sites/togo');
    expect(reply.status).toBe(400);
    expect(reply.json().error).toMatchObject({
      code: 'invalidRequest',
      message: 'Invalid hostname for this tenancy',
    });
  });

  test.each([`${rootHost}:/sites/nowhere`, `${adminHost}:/sites/togo`, `${rootHost},a,b`])(
    'does not find %s',
    async (name) => {
      expect(await desk.refusalOf(graph(`/sites/${name}`))).toEqual([404, 'itemNotFound']);
    },
  );

  test('gives the root site for the host alone', async () => {
    for (const name of [rootHost, 'root', `${rootHost}:/`]) {
      expect((await graph(`/sites/${name}`)).json().webUrl).toBe(`https://${rootHost}`);
    }
  });
});

describe('the libraries of a site', () => {
  test('are the default one alone, whose address is not its name', async () => {
    const { id } = (await graph(togo)).json();
    const list = (await graph(`/sites/${String(id)}/drives?$select=id,name,webUrl`)).json();
    expect(list.value).toEqual([
      { id: expect.stringMatching(/^b!/), name: 'Documents', webUrl: libraryUrl },
    ]);
    const drive = (await graph(`/sites/${String(id)}/drive`)).json();
    expect(drive).toMatchObject({ id: list.value[0].id, driveType: 'documentLibrary' });
    expect((await graph(`/drives/${String(drive.id)}`)).json()).toEqual(drive);
  });

  test('and sites are as many as asked for', async () => {
    const sites = [
      { path: '/sites/hr', libraries: ['UserProfileSync', 'Über uns'] },
      { path: '/sites/togo', removed: true },
    ];
    await desk.tenant.control({ sites });
    const list = (await graph(`/sites/${rootHost}:/sites/hr:/drives`)).json();
    expect((list.value as Json[]).map(({ name, webUrl }) => [name, webUrl])).toEqual([
      ['Documents', `https://${rootHost}/sites/hr/Shared%20Documents`],
      ['UserProfileSync', `https://${rootHost}/sites/hr/UserProfileSync`],
      ['Über uns', `https://${rootHost}/sites/hr/%C3%9Cber%20uns`],
    ]);
    expect((await graph(togo)).status).toBe(404);
  });
});

describe('reading items', () => {
  test('gives a file by its path, by its id, and by the address it has in the site', async () => {
    await desk.makeFolder('Log files');
    await desk.put('Log%20files/run%201.json', '{}');
    const item = (await desk.ask('/root:/log%20FILES/Run%201.JSON')).json();
    expect(item).toMatchObject({
      name: 'run 1.json',
      size: 2,
      webUrl: `${libraryUrl}/Log%20files/run%201.json`,
      file: { mimeType: 'application/json' },
    });
    expect(item.parentReference.path).toBe(`${await desk.drive()}/root:/Log%20files`);
    for (const url of [
      item.webUrl,
      `https://${rootHost}/sites/togo/Shared Documents/Log files/run 1.json`,
    ]) {
      expect((await graph(shared(String(url)))).json().id).toBe(item.id);
    }
    expect((await desk.ask(`/items/${String(item.id)}`)).json().id).toBe(item.id);
    expect(
      (await desk.ask(`/items/${String(item.parentReference.id)}:/run%201.json`)).json().id,
    ).toBe(item.id);
  });

  test('gives the folder of the library', async () => {
    await desk.makeFolder('a');
    const root = (await desk.ask('/root')).json();
    expect(root).toMatchObject({
      name: 'root',
      root: {},
      folder: { childCount: 1 },
      webUrl: libraryUrl,
    });
    expect((await desk.ask('/items/root')).json().id).toBe(root.id);
  });

  test.each(['/root:/nothing', '/root:/nothing:/children', '/items/01NOTHING'])(
    'does not find %s',
    async (rest) => {
      expect(await desk.refusalOf(desk.ask(rest))).toEqual([404, 'itemNotFound']);
    },
  );

  test('does not find an address outside the libraries, and refuses what is none', async () => {
    const elsewhere = graph(
      shared('https://fabrikam.sharepoint.com/sites/togo/Shared%20Documents'),
    );
    expect(await desk.refusalOf(elsewhere)).toEqual([404, 'itemNotFound']);
    const noToken = graph('/shares/abc/driveItem');
    expect(await desk.refusalOf(noToken)).toEqual([400, 'invalidRequest', 'invalidPath']);
  });

  test('does not know an id of another library', async () => {
    const { id } = await desk.makeFolder('a');
    const other = (await graph(`/sites/root/drive`)).json();
    expect((await graph(`/drives/${String(other.id)}/items/${String(id)}`)).status).toBe(404);
  });
});

describe('listing a folder', () => {
  test('goes a page at a time, by name, until there is no next link', async () => {
    const names = ['e', 'a', 'd', 'b', 'c'];
    await desk.makeFolder('many');
    for (const name of names) await desk.put(`many/${name}.txt`, name);
    const seen: string[][] = [];
    let address: string | undefined =
      `${await desk.drive()}/root:/many:/children?$top=2&$select=name`;
    while (address !== undefined) {
      const page = (await graph(address)).json();
      seen.push((page.value as Json[]).map((item) => String(item.name)));
      const next = page['@odata.nextLink'] as string | undefined;
      address = next?.replace(desk.graphUrl(''), '');
    }
    expect(seen).toEqual([['a.txt', 'b.txt'], ['c.txt', 'd.txt'], ['e.txt']]);
  });

  test('gives nothing for an empty folder', async () => {
    expect((await desk.ask('/root/children')).json().value).toEqual([]);
  });

  test('refuses a page of no size', async () => {
    expect((await desk.ask('/root/children?$top=0')).status).toBe(400);
  });
});

describe('reading what is in a file', () => {
  test('leads to an address that needs no token and takes none', async () => {
    await desk.put('a.log', 'line 1\nline 2');
    const { id } = (await desk.ask('/root:/a.log')).json();
    const redirection = await desk.ask(`/items/${String(id)}/content`);
    expect([redirection.status, redirection.text]).toEqual([302, '']);
    const address = String(redirection.headers.location);
    expect(new URL(address).host).toBe(rootHost);
    expect((await desk.sendTo(address)).text).toBe('line 1\nline 2');
    const headers = { Authorization: 'Bearer anything' };
    const refused = desk.sendTo(address, { headers });
    expect(await desk.refusalOf(refused)).toEqual([401, 'unauthenticated']);
  });

  test('keeps every byte', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x00, 0xff, 0xfe, 0x0d, 0x0a]);
    await desk.put('bytes.bin', bytes);
    const { json } = await desk.ask('/root:/bytes.bin');
    const address = String(json()['@microsoft.graph.downloadUrl']);
    expect((await desk.sendTo(address)).bytes).toEqual(bytes);
  });

  test('is over for an address once an hour has passed, or when it was tampered with', async () => {
    await desk.put('a.log', 'x');
    const { location } = (await desk.ask('/root:/a.log:/content')).headers;
    const forged = String(location).replace(/tempauth=\d/, 'tempauth=9');
    expect((await desk.sendTo(forged)).status).toBe(401);
    await desk.tenant.control({ clock: '+61m' });
    expect((await desk.sendTo(String(location))).status).toBe(401);
  });

  test('is refused for a folder', async () => {
    expect((await desk.ask('/root/content')).status).toBe(400);
  });
});
