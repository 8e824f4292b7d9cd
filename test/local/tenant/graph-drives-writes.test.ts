import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DriveDesk, libraryUrl } from './drive-desk';
import type { Json, Reply } from './tenant-client';

const taken = [409, 'nameAlreadyExists'];
let desk: DriveDesk;

beforeAll(async () => {
  desk = await DriveDesk.open();
});

afterEach(() => desk.reset());

afterAll(() => desk.close());

function createFolder(conflict?: string, name = 'TogoUPErrorDetail'): Promise<Reply> {
  const wish = conflict === undefined ? {} : { '@microsoft.graph.conflictBehavior': conflict };
  return desk.post('/root/children', { name, folder: {}, ...wish });
}

describe('making a folder', () => {
  test('answers 201 and the folder', async () => {
    const reply = await createFolder('fail');
    expect(reply.status).toBe(201);
    expect(reply.json()).toMatchObject({ name: 'TogoUPErrorDetail', folder: { childCount: 0 } });
  });

  test('that is there is refused, also without a wish and in other case', async () => {
    await createFolder('fail');
    expect(await desk.refusalOf(createFolder('fail'))).toEqual(taken);
    expect(await desk.refusalOf(createFolder())).toEqual(taken);
    expect(await desk.refusalOf(createFolder('fail', 'togouperrordetail'))).toEqual(taken);
  });

  test('that is there is given as it is when it may be replaced', async () => {
    const { id } = (await createFolder()).json();
    await desk.put('TogoUPErrorDetail/a.json', '{}');
    const again = await createFolder('replace');
    expect([again.status, again.json().id]).toEqual([200, id]);
    expect((await desk.ask('/root:/TogoUPErrorDetail/a.json')).status).toBe(200);
  });

  test('that is there gets another name when it may be renamed', async () => {
    const names: string[] = [];
    for (const wish of ['fail', 'rename', 'rename']) {
      names.push(String((await createFolder(wish)).json().name));
    }
    expect(names).toEqual(['TogoUPErrorDetail', 'TogoUPErrorDetail 1', 'TogoUPErrorDetail 2']);
  });

  test('does not replace a file', async () => {
    await desk.put('TogoUPErrorDetail', 'text');
    expect(await desk.refusalOf(createFolder('replace'))).toEqual(taken);
  });

  test.each([
    ['no name', { folder: {} }],
    ['no folder', { name: 'a' }],
    ['another wish', { name: 'a', folder: {}, '@microsoft.graph.conflictBehavior': 'merge' }],
  ])('with %s is refused', async (_, body) => {
    const refusal = await desk.refusalOf(desk.post('/root/children', body));
    expect(refusal).toEqual([400, 'invalidRequest']);
  });

  test('in another folder goes by the id of that one, or by its path', async () => {
    const { id } = await desk.makeFolder('a');
    await desk.makeFolder('b', `/items/${String(id)}`);
    await desk.makeFolder('c', '/root:/a/b:');
    expect((await desk.ask('/root:/a/b/c')).status).toBe(200);
  });
});

describe('writing a file', () => {
  test('answers 201 for a new one and 200 for one that it replaces', async () => {
    const first = await desk.put('a.json', '{"run":1}');
    const second = await desk.put('A.json', '{"run":22}');
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json()).toMatchObject({ id: first.json().id, name: 'a.json', size: 10 });
    expect(second.json().eTag).not.toBe(first.json().eTag);
    expect((await desk.contentOf(`${libraryUrl}/a.json`)).toString()).toBe('{"run":22}');
  });

  test('does as the query says when the name is taken', async () => {
    const wish = (conflict: string) => `?@microsoft.graph.conflictBehavior=${conflict}`;
    await desk.put('a.json', '1');
    expect(await desk.refusalOf(desk.put('a.json', '2', wish('fail')))).toEqual(taken);
    const renamed = await desk.put('a.json', '3', wish('rename'));
    expect([renamed.status, renamed.json().name]).toEqual([201, 'a 1.json']);
    expect((await desk.put('a.json', '4', wish('replace'))).status).toBe(200);
    expect((await desk.put('a.json', '5', wish('merge'))).status).toBe(400);
    expect((await desk.contentOf(`${libraryUrl}/a.json`)).toString()).toBe('4');
  });

  test('goes by its id as well', async () => {
    const { id } = (await desk.put('a.json', '1')).json();
    const reply = await desk.ask(`/items/${String(id)}/content`, { method: 'PUT', body: '22' });
    expect([reply.status, reply.json().size]).toEqual([200, 2]);
  });

  test('does not make the folders on the way', async () => {
    expect(await desk.refusalOf(desk.put('no/a.json', '1'))).toEqual([404, 'itemNotFound']);
  });

  test('neither replaces a folder nor writes below a file', async () => {
    await desk.makeFolder('folder');
    expect(await desk.refusalOf(desk.put('folder', '1'))).toEqual(taken);
    await desk.put('file', '1');
    expect(await desk.refusalOf(desk.put('file/a', '1'))).toEqual([400, 'invalidRequest']);
  });

  test('takes its bytes as they are, JSON or not', async () => {
    await desk.put('a.json', '{"a": 1, "a": 2}\n');
    expect((await desk.contentOf(`${libraryUrl}/a.json`)).toString()).toBe('{"a": 1, "a": 2}\n');
  });

  test('of more than 250 MB is refused, of 250 MB is taken', async () => {
    const bytes = Buffer.alloc(250_000_001);
    const put = (name: string, body: Buffer): Promise<Reply> =>
      desk.ask(`/root:/${name}:/content`, { method: 'PUT', body });
    const full = await put('big.bin', bytes.subarray(1));
    expect([full.status, full.json().size]).toEqual([201, 250_000_000]);
    const refusal = await desk.refusalOf(put('bigger.bin', bytes));
    expect(refusal).toEqual([413, 'invalidRequest', 'maxFileSizeExceeded']);
    expect(await desk.filePaths()).toEqual([`${libraryUrl}/big.bin`]);
  });

  test('only while it is the version named in If-Match', async () => {
    const { eTag } = (await desk.put('a.json', '1')).json();
    const write = (): Promise<Reply> =>
      desk.ask('/root:/a.json:/content', {
        method: 'PUT',
        body: '2',
        headers: { 'If-Match': String(eTag) },
      });
    expect((await write()).status).toBe(200);
    expect(await desk.refusalOf(write())).toEqual([
      412,
      'resourceModified',
      'entityTagDoesNotMatch',
    ]);
  });

  test('goes in a batch, in base 64', async () => {
    const url = `${await desk.drive()}/root:/a.txt:/content`;
    const headers = { 'Content-Type': 'text/plain' };
    const body = Buffer.from('Grüße').toString('base64');
    const requests = [{ id: '1', method: 'PUT', url, headers, body }];
    const reply = await desk.tenant.graph('/$batch', { method: 'POST', body: { requests } });
    expect(reply.json().responses).toMatchObject([{ id: '1', status: 201 }]);
    expect((await desk.contentOf(`${libraryUrl}/a.txt`)).toString()).toBe('Grüße');
  });
});

describe('names', () => {
  test.each(['a"b', 'a*b', 'a:b', 'a<b', 'a>b', 'a?b', 'a/b', 'a\\b', 'a|b', ' a', 'a '])(
    'like %j are refused',
    async (name) => {
      const refusal = [400, 'invalidRequest', 'invalidPath'];
      expect(await desk.refusalOf(desk.put(encodeURIComponent(name), 'x'))).toEqual(refusal);
      expect(await desk.refusalOf(createFolder('fail', name))).toEqual(refusal);
    },
  );

  test.each(["o'neil & co", '100%', 'a#b', 'Größe ½', 'a+b=c,d;e', '日本'])(
    'like %j are kept when they are encoded',
    async (name) => {
      const reply = await desk.put(encodeURIComponent(name), 'x');
      expect([reply.status, reply.json().name]).toEqual([201, name]);
      const found = await desk.ask(`/root:/${encodeURIComponent(name)}`);
      expect(found.json().id).toBe(reply.json().id);
      expect((await desk.contentOf(String(reply.json().webUrl))).toString()).toBe('x');
    },
  );

  test('that are not encoded are cut off or refused', async () => {
    expect((await desk.put('a%zz', 'x')).status).toBe(400);
    const cut = desk.ask('/root:/a#b:/content', { method: 'PUT', body: Buffer.from('x') });
    expect((await cut).status).toBe(400);
  });
});

describe('deleting', () => {
  test('answers 204 once and 404 from then on', async () => {
    const { id } = (await desk.put('a.json', '1')).json();
    const remove = (): Promise<Reply> => desk.ask(`/items/${String(id)}`, { method: 'DELETE' });
    const first = await remove();
    expect([first.status, first.text]).toEqual([204, '']);
    expect(await desk.refusalOf(remove())).toEqual([404, 'itemNotFound']);
  });

  test('a folder takes with it what is inside', async () => {
    await desk.makeFolder('logs');
    await desk.put('logs/a.log', '1');
    await desk.put('b.log', '1');
    await desk.ask('/root:/logs', { method: 'DELETE' });
    expect(await desk.filePaths()).toEqual([`${libraryUrl}/b.log`]);
  });

  test('the library itself is refused', async () => {
    expect((await desk.ask('/root', { method: 'DELETE' })).status).toBe(400);
  });
});

describe('what the roles allow', () => {
  const denied = [403, 'accessDenied'];
  const site = '/sites/contoso.sharepoint.com:/sites/togo';
  type Deed = () => Promise<Reply>;
  const deeds: Record<string, Deed> = {
    site: () => desk.tenant.graph(site),
    drives: () => desk.tenant.graph(`${site}:/drives`),
    read: () => desk.ask('/root/children'),
    share: () =>
      desk.tenant.graph(`/shares/u!${Buffer.from(libraryUrl).toString('base64url')}/driveItem`),
    write: () => desk.put('a.json', '1'),
    upload: () => desk.post('/root:/b.json:/createUploadSession', {}),
  };

  async function allowed(): Promise<string[]> {
    const found: string[] = [];
    for (const [name, deed] of Object.entries(deeds)) {
      if ((await deed()).status < 300) found.push(name);
      else expect(await desk.refusalOf(deed())).toEqual(denied);
    }
    return found;
  }

  test.each([
    [['Sites.ReadWrite.All'], ['site', 'drives', 'read', 'share', 'write', 'upload']],
    [['Files.ReadWrite.All'], ['drives', 'read', 'share', 'write']],
    [['Sites.Read.All'], ['site', 'drives', 'read']],
    [['Sites.Selected'], []],
    [['User.ReadWrite.All'], []],
    [[], []],
  ])('with %j is %j', async (roles, expected) => {
    await desk.holdOnly(...roles);
    expect(await allowed()).toEqual(expected);
  });

  test('Sites.Selected opens a site for which there is a grant, and no other', async () => {
    const sites = [{ path: '/sites/togo', granted: true }, { path: '/sites/hr' }];
    await desk.tenant.control({ sites });
    await desk.holdOnly('Sites.Selected');
    expect(await allowed()).toEqual(['site', 'drives', 'read', 'write']);
    const other = desk.tenant.graph('/sites/contoso.sharepoint.com:/sites/hr');
    expect(await desk.refusalOf(other)).toEqual(denied);
  });

  test('the app holds what it needs from the start', async () => {
    const { roles }: Json = await desk.tenant.control({});
    expect(roles.graph).toContain('Sites.ReadWrite.All');
  });
});
