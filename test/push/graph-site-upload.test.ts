import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import type { CallGraph } from '../../shared/model/site-files';
import { rootHost } from '../local/tenant/tenant-client';
import { FOLDER_URL, SITE_URL, startSiteFiles, type SiteFilesWorld } from './site-files-world';

const PIECE = 5_242_880;

let world: SiteFilesWorld;

beforeAll(async () => {
  world = await startSiteFiles();
});
afterEach(() => world.reset());
afterAll(() => world.stop());

/** Uploads so many bytes through that gate, and tells whether the tenant holds exactly these. */
async function upload(length: number, call: CallGraph = (work) => work()): Promise<boolean> {
  const content = randomBytes(length);
  const { url } = await world.open()(call).put('imports/people.json', content);
  const stored = await world
    .open()((work) => work())
    .read({ name: '', url });
  return hash(stored) === hash(content);
}

function hash(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A gate that lets something happen before the piece with that number, from 1; it knows the upload's address. */
function beforePiece(number: number, happen: (uploadUrl: URL) => Promise<unknown>): CallGraph {
  let uploadUrl: URL | undefined;
  let pieces = 0;
  return async (work) => {
    if (uploadUrl !== undefined) pieces += 1;
    if (uploadUrl !== undefined && pieces === number) await happen(uploadUrl);
    const answer = await work();
    // A gate passes on whatever it is given; that it is an answer of Graph only this test knows.
    const { content } = answer as unknown as { content: Buffer };
    const given = /"uploadUrl":"([^"]+)"/.exec(content.toString())?.[1];
    if (given !== undefined) uploadUrl ??= new URL(given);
    return answer;
  };
}

describe('large files', () => {
  test.each([
    [4_000_000, { putContent: 1 }],
    [4_000_001, { createUpload: 1, putPiece: 1 }],
    [2 * PIECE, { createUpload: 1, putPiece: 2 }],
    [2 * PIECE + 1, { createUpload: 1, putPiece: 3 }],
  ])('of %i bytes take %j', async (length, kinds) => {
    expect(await upload(length)).toBe(true);
    expect(await world.countKinds()).toMatchObject(kinds);
    expect(Object.keys(await world.countKinds())).not.toContain(
      'putContent' in kinds ? 'createUpload' : 'putContent',
    );
  });

  test('K9: every piece goes through the gate', async () => {
    let calls = 0;
    await upload(3 * PIECE, (work) => {
      calls += 1;
      return work();
    });
    // Site, libraries, two folders, the session and three pieces.
    expect(calls).toBe(8);
  });

  test('go into the root of a library, too', async () => {
    const sites = [{ path: '/sites/togo', libraries: ['UserProfileSync'] }];
    await world.tenant.control({ sites });
    const content = randomBytes(PIECE);
    const files = world.open()((work) => work());
    const file = await files.put('people.json', content);
    expect(file.url).toBe(`${SITE_URL}/UserProfileSync/people.json`);
    expect(hash(await files.read(file))).toBe(hash(content));
  });

  test('replace what is there', async () => {
    await upload(2 * PIECE);
    expect(await upload(PIECE + 7)).toBe(true);
    expect(
      await world
        .open()((work) => work())
        .list(`${FOLDER_URL}/imports`),
    ).toHaveLength(1);
  });

  test.each(['reset-before', 'reset-after'])(
    'go on where they were when the connection ends (%s)',
    async (kind) => {
      const gate = beforePiece(2, () =>
        world.tenant.control({ fault: { target: 'upload', kind } }),
      );
      expect(await upload(3 * PIECE, gate)).toBe(true);
      expect(await world.countKinds()).toMatchObject({ createUpload: 1, getUpload: 1 });
    },
  );

  test('begin again when the session is gone', async () => {
    const gate = beforePiece(2, ({ pathname, search }) =>
      world.tenant.send(pathname + search, { method: 'DELETE', host: rootHost }),
    );
    expect(await upload(2 * PIECE, gate)).toBe(true);
    expect(await world.countKinds()).toMatchObject({ createUpload: 2 });
  });

  test('D5: stop when SharePoint asks for a pause', async () => {
    const throttle = { target: 'upload', status: 429, retryAfter: '31' };
    const gate = beforePiece(2, () => world.tenant.control({ throttle }));
    await expect(upload(3 * PIECE, gate)).rejects.toMatchObject({
      code: 'Throttled',
      retryAt: 31_000,
    });
    expect(await world.countKinds()).toMatchObject({ putPiece: 2 });
  });

  test('are given up when they do not get on', async () => {
    const fault = { target: 'upload', kind: 'html', count: 20 };
    const gate = beforePiece(1, () => world.tenant.control({ fault }));
    await expect(upload(2 * PIECE, gate)).rejects.toMatchObject({ code: 'TenantUnavailable' });
  });

  test('the address of an upload is told to nobody', async () => {
    const fault = { target: 'upload', kind: 'reset-before', count: 20 };
    const gate = beforePiece(1, () => world.tenant.control({ fault }));
    const error = (await upload(2 * PIECE, gate).catch((one: unknown) => one)) as Error;
    expect(JSON.stringify([error.message, (error.cause as Error).message])).not.toContain(
      'tempauth',
    );
  });
});
