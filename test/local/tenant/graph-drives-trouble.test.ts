import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DriveDesk, libraryUrl, togo } from './drive-desk';
import type { Json, Reply } from './tenant-client';

let desk: DriveDesk;

beforeAll(async () => {
  desk = await DriveDesk.open();
});

afterEach(() => desk.reset());

afterAll(() => desk.close());

function readSite(): Promise<Reply> {
  return desk.tenant.graph(togo);
}

async function openUpload(): Promise<string> {
  return String((await desk.post('/root:/a.json:/createUploadSession', {})).json().uploadUrl);
}

describe('throttling of drives', () => {
  test('names itself, and lets other calls to Graph pass', async () => {
    await desk.tenant.control({ throttle: { target: 'drives', count: 1, retryAfter: '120' } });
    const reply = await readSite();
    expect([reply.status, reply.headers['retry-after']]).toEqual([429, '120']);
    expect(reply.json().error).toMatchObject({
      code: 'activityLimitReached',
      message: 'The request has been throttled',
      innerError: { code: 'throttledRequest' },
    });
    expect((await desk.tenant.graph('/users/jane@contoso.com')).status).toBe(200);
    expect((await readSite()).status).toBe(200);
  });

  test.each([
    [429, null],
    [503, '5'],
    [503, 'Wed, 01 Jan 2031 00:00:00 GMT'],
  ])('may be a %d with Retry-After %s', async (status, retryAfter) => {
    await desk.tenant.control({ throttle: { target: 'drives', status, retryAfter } });
    const reply = await readSite();
    expect([reply.status, reply.headers['retry-after'] ?? null]).toEqual([status, retryAfter]);
    const code = status === 503 ? 'serviceNotAvailable' : 'activityLimitReached';
    expect(reply.json().error.code).toBe(code);
  });

  test('a call before its Retry-After has ended is early for all of Graph', async () => {
    await desk.tenant.control({ throttle: { target: 'drives', retryAfter: '60' } });
    await readSite();
    await desk.tenant.graph('/users/jane@contoso.com');
    expect((await desk.tenant.state('/counts')).earlyCalls).toMatchObject({ graph: 1, upload: 0 });
  });

  test('says how much is left once four fifths of a minute are used', async () => {
    await desk.tenant.control({ limits: { driveUnits: 5 } });
    const left: unknown[] = [];
    for (let count = 0; count < 5; count += 1) {
      left.push((await readSite()).headers['ratelimit-remaining']);
    }
    expect(left).toEqual([undefined, undefined, undefined, '1', '0']);
    const { status, headers } = await readSite();
    expect([status, headers['ratelimit-limit']]).toEqual([429, '5']);
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(
      Number(headers['ratelimit-reset']),
    );
    await desk.tenant.control({ clock: '+61s' });
    expect((await readSite()).status).toBe(200);
  });

  test('counts two units for lists and writes, and one for single reads', async () => {
    const used = async (call: () => Promise<Reply>): Promise<number> => {
      await desk.tenant.control({ clock: '+61s', limits: { driveUnits: 2 } });
      const { headers } = await call();
      return 2 - Number(headers['ratelimit-remaining'] ?? 1);
    };
    await desk.drive();
    expect(await used(readSite)).toBe(1);
    expect(await used(() => desk.ask('/root'))).toBe(1);
    expect(await used(() => desk.ask('/root/children'))).toBe(2);
    expect(await used(() => desk.put('a.json', '1'))).toBe(2);
    expect(await used(() => desk.ask('/root:/a.json', { method: 'DELETE' }))).toBe(2);
  });

  test('of one item of a batch leaves the others alone', async () => {
    await desk.tenant.control({ throttle: { target: 'drives', retryAfter: '7' } });
    const requests = ['1', '2'].map((id) => ({ id, method: 'GET', url: togo }));
    const reply = await desk.tenant.graph('/$batch', { method: 'POST', body: { requests } });
    const { responses } = reply.json();
    expect((responses as Json[]).map(({ status }) => Number(status)).sort()).toEqual([200, 429]);
    expect((responses as Json[]).find(({ status }) => status === 429).headers).toMatchObject({
      'Retry-After': '7',
    });
  });

  test('of uploads is a matter of their own', async () => {
    const url = await openUpload();
    await desk.tenant.control({ throttle: { target: 'upload', retryAfter: '9' } });
    const refused = await desk.sendTo(url);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '9']);
    await desk.sendTo(url);
    expect((await desk.tenant.state('/counts')).earlyCalls).toMatchObject({ graph: 0, upload: 1 });
  });
});

describe('faults of drives', () => {
  test('meet the calls that they are meant for', async () => {
    const fault = { target: 'graph', kind: '500-permanent', matching: 'a.json' };
    await desk.tenant.control({ fault });
    expect((await desk.put('b.json', '1')).status).toBe(201);
    expect(await desk.refusalOf(desk.put('a.json', '1'))).toEqual([500, 'generalException']);
    expect((await desk.put('a.json', '1')).status).toBe(201);
  });

  test('can cut a connection once the file is written', async () => {
    await desk.drive();
    await desk.tenant.control({ fault: { target: 'graph', kind: 'reset-after' } });
    await expect(desk.put('a.json', '1')).rejects.toThrow();
    expect(await desk.filePaths()).toEqual([`${libraryUrl}/a.json`]);
  });

  test('can cut an upload after its last piece', async () => {
    const url = await openUpload();
    await desk.tenant.control({ fault: { target: 'upload', kind: 'reset-after' } });
    const headers = { 'Content-Range': 'bytes 0-2/3' };
    const body = Buffer.from('abc');
    await expect(desk.sendTo(url, { method: 'PUT', headers, body })).rejects.toThrow();
    expect(await desk.filePaths()).toEqual([`${libraryUrl}/a.json`]);
  });
});

describe('what is counted', () => {
  test('are the kinds of calls, those to drives within Graph', async () => {
    await readSite();
    await desk.tenant.graph(`${togo}:/drives`);
    await desk.put('a.json', '1');
    const { location } = (await desk.ask('/root:/a.json:/content')).headers;
    await desk.sendTo(String(location));
    expect((await desk.countsOf('graph')).kinds).toEqual({
      ...{ getSite: 1, listDrives: 1, getDrive: 1, putContent: 1, getContent: 1 },
    });
    expect(await desk.countsOf('upload')).toMatchObject({ total: 1, kinds: { download: 1 } });
  });

  test('a User-Agent that says nothing is noticed on uploads too', async () => {
    const url = await openUpload();
    const before = (await desk.tenant.state('/counts')).undecoratedUserAgents;
    await desk.sendTo(url);
    await desk.sendTo(url, { headers: { 'User-Agent': 'NONISV|Contoso|ProfileSync/1.0' } });
    expect((await desk.tenant.state('/counts')).undecoratedUserAgents).toBe(Number(before) + 1);
  });

  test('every file is shown, with its size and its time', async () => {
    await desk.makeFolder('logs');
    await desk.put('logs/a.log', 'abc');
    const expected = [
      { url: `${libraryUrl}/logs/a.log`, size: 3, createdAt: expect.stringMatching(/Z$/) },
    ];
    expect((await desk.tenant.state('/files')).files).toEqual(expected);
    expect((await desk.tenant.state()).files).toEqual(expected);
    const unknown = await desk.tenant.send('/_state/files?url=https%3A%2F%2Fnowhere%2Fa');
    expect(unknown.status).toBe(404);
  });

  test('nothing of it is left after a reset', async () => {
    await desk.tenant.control({ sites: [{ path: '/sites/hr', granted: true }] });
    const url = await openUpload();
    await desk.put('b.json', '1');
    const { sites }: Json = await desk.tenant.control({ reset: true });
    expect(sites).toEqual([
      { path: '/', granted: false, libraries: ['Documents'] },
      { path: '/sites/togo', granted: false, libraries: ['Documents'] },
    ]);
    expect(await desk.filePaths()).toEqual([]);
    expect((await desk.sendTo(url)).status).toBe(404);
  });
});
