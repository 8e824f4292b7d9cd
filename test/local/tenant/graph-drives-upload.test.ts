import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { FileUpload, LargeFileUploadTask } from '@microsoft/microsoft-graph-client';
import { DriveDesk, libraryUrl } from './drive-desk';
import { graphSdk } from './graph-sdk';
import { rootHost, type Json, type Reply } from './tenant-client';

const unit = 327_680;
const overlap = [416, 'invalidRange', 'fragmentOverlap'];
const gone = [404, 'itemNotFound', 'uploadSessionNotFound'];
const content = Buffer.from(Array.from({ length: 2 * unit + 5 }, (_, index) => index % 251));
let desk: DriveDesk;

beforeAll(async () => {
  desk = await DriveDesk.open();
});

afterEach(() => desk.reset());

afterAll(() => desk.close());

async function open(conflict = 'replace', name = 'big.json'): Promise<Json> {
  const item = { '@microsoft.graph.conflictBehavior': conflict, name };
  const { id } = (await desk.ask('/root')).json();
  const reply = await desk.post(`/items/${String(id)}:/${name}:/createUploadSession`, { item });
  expect(reply.status).toBe(200);
  return reply.json();
}

interface Piece {
  from: number;
  to?: number;
  total?: number;
  headers?: Record<string, string>;
}

/** The bytes of `content` from the first to before the last. */
function putPiece(session: Json, piece: Piece): Promise<Reply> {
  const { from, to = content.length, total = content.length, headers = {} } = piece;
  const range = `bytes ${String(from)}-${String(to - 1)}/${String(total)}`;
  return desk.sendTo(String(session.uploadUrl), {
    method: 'PUT',
    headers: { 'Content-Range': range, ...headers },
    body: content.subarray(from, to),
  });
}

/** A plain comparison: the one of the test framework takes seconds for as many bytes. */
async function arrivedWhole(name: string): Promise<boolean> {
  return content.equals(await desk.contentOf(`${libraryUrl}/${name}`));
}

function look(session: Json): Promise<Reply> {
  return desk.sendTo(String(session.uploadUrl));
}

describe('an upload in pieces', () => {
  test('starts with an address on the root host of SharePoint', async () => {
    const session = await open();
    expect(new URL(String(session.uploadUrl)).host).toBe(rootHost);
    expect(session.nextExpectedRanges).toEqual(['0-']);
    expect(Date.parse(String(session.expirationDateTime))).toBeGreaterThan(Date.now());
  });

  test('takes the pieces in order and makes the file with the last', async () => {
    const session = await open();
    const first = await putPiece(session, { from: 0, to: unit });
    expect([first.status, first.json().nextExpectedRanges]).toEqual([202, [`${String(unit)}-`]]);
    expect(await desk.filePaths()).toEqual([]);
    expect((await look(session)).json().nextExpectedRanges).toEqual([`${String(unit)}-`]);
    const second = await putPiece(session, { from: unit, to: 2 * unit });
    const third = await putPiece(session, { from: 2 * unit });
    expect([second.status, third.status]).toEqual([202, 201]);
    expect(third.json()).toMatchObject({ name: 'big.json', size: content.length });
    expect(await arrivedWhole('big.json')).toBe(true);
    expect(await desk.refusalOf(look(session))).toEqual(gone);
  });

  test('can start from a path, or from the file that it is to replace, without a body', async () => {
    const { id } = (await desk.put('big.json', 'old')).json();
    const body = { item: { '@microsoft.graph.conflictBehavior': 'replace' } };
    for (const rest of ['/root:/big.json:', `/items/${String(id)}`]) {
      const session = (await desk.post(`${rest}/createUploadSession`, body)).json();
      expect((await putPiece(session, { from: 0 })).status).toBe(200);
    }
    const bare = await desk.ask('/root:/new.json:/createUploadSession', { method: 'POST' });
    expect((await putPiece(bare.json(), { from: 0 })).status).toBe(201);
  });

  test('replaces a file when that was asked for, and answers 200', async () => {
    await desk.put('big.json', 'old');
    const reply = await putPiece(await open('replace'), { from: 0 });
    expect([reply.status, reply.json().size]).toEqual([200, content.length]);
  });

  test('ends in a 409 when the name is taken', async () => {
    await desk.put('big.json', 'old');
    const refused = putPiece(await open('fail'), { from: 0 });
    expect(await desk.refusalOf(refused)).toEqual([409, 'nameAlreadyExists']);
    expect((await desk.contentOf(`${libraryUrl}/big.json`)).toString()).toBe('old');
  });

  test('renames the file when that was asked for', async () => {
    await desk.put('big.json', 'old');
    const reply = await putPiece(await open('rename'), { from: 0 });
    expect([reply.status, reply.json().name]).toEqual([201, 'big 1.json']);
  });
});

describe('a piece', () => {
  test('that has come already is refused, and so is one that comes too soon', async () => {
    const session = await open();
    await putPiece(session, { from: 0, to: unit });
    expect(await desk.refusalOf(putPiece(session, { from: 0, to: unit }))).toEqual(overlap);
    const tooSoon = putPiece(session, { from: 2 * unit });
    expect(await desk.refusalOf(tooSoon)).toEqual([416, 'invalidRange', 'fragmentOutOfOrder']);
    expect((await putPiece(session, { from: unit })).status).toBe(201);
  });

  test('that is not the last is a multiple of 320 KiB', async () => {
    const refused = putPiece(await open(), { from: 0, to: unit + 1 });
    expect(await desk.refusalOf(refused)).toEqual([400, 'invalidRequest']);
  });

  test('has fewer than 60 MiB', async () => {
    const size = 60 * 1024 * 1024;
    const send = (bytes: number, url: Json): Promise<Reply> =>
      desk.sendTo(String(url), {
        method: 'PUT',
        headers: { 'Content-Range': `bytes 0-${String(bytes - 1)}/${String(size * 2)}` },
        body: Buffer.alloc(bytes),
      });
    const { uploadUrl } = await open();
    const refusal = await desk.refusalOf(send(size, uploadUrl));
    expect(refusal).toEqual([413, 'invalidRequest', 'maxFragmentLengthExceeded']);
    expect((await send(size - unit, uploadUrl)).status).toBe(202);
  });

  test.each([
    ['a length of its own', { 'Content-Range': 'bytes 0-9/20' }],
    ['an end beyond the file', { 'Content-Range': `bytes 0-${String(unit - 1)}/20` }],
    ['a size that is not known', { 'Content-Range': `bytes 0-${String(unit - 1)}/*` }],
    ['no range', { 'Content-Range': '' }],
    ['no length', { 'Transfer-Encoding': 'chunked' }],
  ])('with %s is refused', async (_, headers) => {
    const reply = await putPiece(await open(), { from: 0, to: unit, headers });
    expect([reply.status, reply.json().error.code]).toEqual([400, 'invalidRequest']);
  });

  test('of another size of the file than the first is refused', async () => {
    const session = await open();
    await putPiece(session, { from: 0, to: unit });
    const refused = putPiece(session, { from: unit, to: 2 * unit, total: 3 * unit });
    expect(await desk.refusalOf(refused)).toEqual([
      400,
      'invalidRequest',
      'fragmentLengthMismatch',
    ]);
  });

  test('with a token beside it is refused', async () => {
    const token = await desk.tenant.appToken(`https://${rootHost}`);
    const headers = { Authorization: `Bearer ${token}` };
    const session = await open();
    const refused = putPiece(session, { from: 0, headers });
    expect(await desk.refusalOf(refused)).toEqual([401, 'unauthenticated']);
    expect((await putPiece(session, { from: 0 })).status).toBe(201);
  });
});

describe('an upload', () => {
  test('is over when it was cancelled', async () => {
    const session = await open();
    const cancel = (): Promise<Reply> =>
      desk.sendTo(String(session.uploadUrl), { method: 'DELETE' });
    expect((await cancel()).status).toBe(204);
    expect(await desk.refusalOf(cancel())).toEqual(gone);
    expect(await desk.refusalOf(putPiece(session, { from: 0 }))).toEqual(gone);
  });

  test('is over when its time has passed, which every piece puts off', async () => {
    const session = await open();
    await desk.tenant.control({ clock: '+23h' });
    await putPiece(session, { from: 0, to: unit });
    await desk.tenant.control({ clock: '+23h' });
    expect((await look(session)).status).toBe(200);
    await desk.tenant.control({ clock: '+2h' });
    expect(await desk.refusalOf(putPiece(session, { from: unit }))).toEqual(gone);
  });

  test('is not known under an address that was tampered with', async () => {
    const { uploadUrl } = await open();
    const forged = String(uploadUrl).replace(/tempauth=./, 'tempauth=-');
    expect(await desk.refusalOf(desk.sendTo(forged))).toEqual(gone);
  });

  test('into a folder that has gone meanwhile makes no file', async () => {
    await desk.makeFolder('logs');
    const session = (await desk.post('/root:/logs/a.json:/createUploadSession', {})).json();
    await desk.ask('/root:/logs', { method: 'DELETE' });
    expect(await desk.refusalOf(putPiece(session, { from: 0 }))).toEqual([404, 'itemNotFound']);
  });

  test.each([
    ['/root/createUploadSession', {}],
    ['/root:/a.json:/createUploadSession', { item: { name: 'b.json' } }],
    ['/root:/a.json:/createUploadSession', { deferCommit: true }],
    ['/root:/a.json:/createUploadSession', { item: { '@microsoft.graph.conflictBehavior': 'x' } }],
  ])('at %s with %j is refused', async (rest, body) => {
    expect(await desk.refusalOf(desk.post(rest, body))).toEqual([400, 'invalidRequest']);
  });

  test('by the task of the Graph client arrives whole', async () => {
    const graph = graphSdk(desk.tenant);
    const address = `${await desk.drive()}/root:/task.json:/createUploadSession`;
    const session = await LargeFileUploadTask.createUploadSession(graph, address, {
      item: { '@microsoft.graph.conflictBehavior': 'replace' },
    });
    const file = new FileUpload(content, 'task.json', content.length);
    const task = new LargeFileUploadTask(graph, file, session, { rangeSize: unit });
    const { responseBody }: Json = await task.upload();
    expect(responseBody).toMatchObject({ name: 'task.json', size: content.length });
    expect(await arrivedWhole('task.json')).toBe(true);
    expect((await desk.countsOf('upload')).kinds).toEqual({ putPiece: 3 });
  });
});
