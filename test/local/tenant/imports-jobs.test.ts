import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ImportDesk } from './import-desk';
import { account, rootHost, type Json, type Reply } from './tenant-client';

let desk: ImportDesk;

beforeAll(async () => {
  desk = await ImportDesk.open();
});

beforeEach(() => desk.reset());

afterAll(() => desk.tenant.close());

const rows = [{ IdName: 'jane@contoso.com', CostCenter: '4711' }];

async function costCenter(): Promise<string | undefined> {
  return (await desk.tenant.profile('jane@contoso.com'))['CostCenter'];
}

async function queueFile(name: string, value: Json = rows): Promise<string> {
  return desk.queue({ sourceUri: await desk.putFile(name, { value }) });
}

async function statesOf(...jobIds: string[]): Promise<number[]> {
  const jobs = await Promise.all(jobIds.map((jobId) => desk.find(jobId)));
  return jobs.map(({ State }) => State);
}

describe('a job', () => {
  test('is submitted, processed, queued and done, and then its values are in the profile', async () => {
    const jobId = await queueFile('a.json');
    const seen: [number, string | undefined][] = [];
    for (const time of ['0s', '99s', '1s', '100s', '100s']) {
      await desk.pass(time);
      seen.push([(await desk.find(jobId)).State, await costCenter()]);
    }
    expect(seen).toEqual([
      [1, ''],
      [1, ''],
      [2, ''],
      [3, ''],
      [4, '4711'],
    ]);
    expect(await desk.find(jobId)).toMatchObject({
      Error: 0,
      ErrorMessage: null,
      LogFolderUri: null,
    });
  });

  test('is done in time though nobody looks at it: a later write is not overwritten', async () => {
    await queueFile('a.json');
    await desk.pass('1h');
    await desk.tenant.setSingle(account('jane@contoso.com'), 'CostCenter', 'later');
    await desk.pass('1h');
    expect(await costCenter()).toBe('later');
  });

  test('reads the file when it is processed, not when it is queued and not later', async () => {
    await queueFile('a.json', [{ IdName: 'jane@contoso.com', CostCenter: 'first' }]);
    await desk.putFile('a.json', { value: rows });
    await desk.pass('150s');
    await desk.removeFile('a.json');
    await desk.pass('150s');
    expect(await costCenter()).toBe('4711');
  });

  test('waits until the one before has ended', async () => {
    const ids = [await queueFile('a.json'), await queueFile('b.json')] as const;
    await desk.pass('299s');
    expect(await statesOf(...ids)).toEqual([3, 1]);
    await desk.pass('102s');
    expect(await statesOf(...ids)).toEqual([4, 2]);
    await desk.pass('200s');
    expect(await statesOf(...ids)).toEqual([4, 4]);
  });

  test('that is queued later waits no longer than its own time', async () => {
    await queueFile('a.json');
    await desk.pass('1h');
    const jobId = await queueFile('b.json');
    await desk.pass('99s');
    expect(await statesOf(jobId)).toEqual([1]);
    await desk.pass('1s');
    expect(await statesOf(jobId)).toEqual([2]);
  });

  test('runs beside others when told so, and the last to end wins', async () => {
    await desk.tenant.control({ imports: { oneAtATime: false } });
    const slow = await queueFile('a.json', [{ IdName: 'jane@contoso.com', CostCenter: 'slow' }]);
    await desk.tenant.control({ imports: { seconds: 30 } });
    const fast = await queueFile('b.json', [{ IdName: 'jane@contoso.com', CostCenter: 'fast' }]);
    await desk.pass('1h');
    expect(await statesOf(slow, fast)).toEqual([4, 4]);
    expect(await costCenter()).toBe('slow');
  });

  test('stays where it is when told so, and goes on when let go', async () => {
    await desk.tenant.control({ imports: { stuck: true } });
    const ids = [await queueFile('a.json'), await queueFile('b.json')] as const;
    await desk.pass('48h');
    expect(await statesOf(...ids)).toEqual([2, 1]);
    await desk.tenant.control({ imports: { stuck: false } });
    expect(await statesOf(...ids)).toEqual([4, 4]);
  });

  test.each([1, 20, 22])('fails with %d as often as asked, without a log', async (error) => {
    await desk.tenant.control({ imports: { fail: { error } } });
    const failed = await desk.import(rows);
    expect(failed).toMatchObject({ State: 5, Error: error, LogFolderUri: null });
    expect(failed.ErrorMessage).toEqual(expect.any(String));
    expect(await costCenter()).toBe('');
    expect(await desk.import(rows)).toMatchObject({ State: 4, Error: 0 });
    expect(await costCenter()).toBe('4711');
  });
});

describe('a file', () => {
  const library = `https://${rootHost}/sites/togo/Shared%20Documents`;

  test.each([
    ['that never was there', `${library}/none.json`, 20],
    ['in a site that is not there', `https://${rootHost}/sites/none/Shared%20Documents/a.json`, 20],
    [
      'in another tenant',
      'https://fabrikam.sharepoint.com/sites/togo/Shared%20Documents/a.json',
      21,
    ],
    ['at no address', 'a.json', 21],
  ])('%s ends the job without a log', async (_what, sourceUri, error) => {
    const jobId = await desk.queue({ sourceUri });
    await desk.pass('300s');
    expect(await desk.find(jobId)).toMatchObject({ State: 5, Error: error, LogFolderUri: null });
  });

  test('that is removed too soon was not there', async () => {
    const jobId = await queueFile('a.json');
    await desk.removeFile('a.json');
    await desk.pass('300s');
    expect(await desk.find(jobId)).toMatchObject({ State: 5, Error: 20 });
  });

  test('that is wrong as a whole ends the job before it is queued for import', async () => {
    const jobId = await queueFile('a.json', 'rows');
    await desk.pass('200s');
    expect(await statesOf(jobId)).toEqual([5]);
  });
});

describe('what is told about imports', () => {
  test('their jobs with times and numbers', async () => {
    await desk.import([...rows, { IdName: 'unknown@contoso.com', CostCenter: '1' }]);
    const { jobs } = await desk.tenant.state('/imports');
    expect(jobs).toMatchObject([{ state: 'error', error: 30, rows: 2, values: 2, imported: 1 }]);
    const [{ queuedAt, startedAt, endedAt }] = jobs as Record<string, string>[] as [Json];
    expect(Date.parse(startedAt) - Date.parse(queuedAt)).toBe(100_000);
    expect(Date.parse(endedAt) - Date.parse(queuedAt)).toBe(300_000);
  });

  test('their calls by kind, whatever the wire format', async () => {
    const jobId = await desk.queue({});
    await desk.find(jobId);
    await desk.find(jobId);
    await desk.rest('GetImportProfilePropertyJobs');
    await desk.rest('DeleteImportProfilePropertiesJob', { jobId });
    await desk.csom('<');
    const { requests, undecoratedUserAgents } = await desk.tenant.state('/counts');
    expect(requests.bulkImport).toMatchObject({
      total: 6,
      kinds: { queue: 1, find: 2, list: 1, delete: 1, unknown: 1 },
      undecorated: 6,
    });
    expect(requests.peopleManager.total).toBe(0);
    expect(undecoratedUserAgents).toBe(6);
  });

  test('nothing after a reset', async () => {
    await desk.queue({});
    await desk.reset();
    expect((await desk.tenant.state('/imports')).jobs).toEqual([]);
  });
});

describe('trouble on request', () => {
  const list = (): Promise<Reply> => desk.rest('GetImportProfilePropertyJobs');

  test.each([
    [429, '120'],
    [503, 'Wed, 01 Jan 2031 00:00:00 GMT'],
    [429, null],
  ])('refuses the next calls with %d and Retry-After %s', async (status, retryAfter) => {
    await desk.tenant.control({
      throttle: { target: 'bulkImport', count: 2, status, retryAfter },
    });
    const replies = [await desk.csom('<'), await list(), await list()];
    expect(replies.map((reply) => reply.status)).toEqual([status, status, 200]);
    expect(replies[0]?.headers['retry-after']).toBe(retryAfter ?? undefined);
  });

  test('who was asked to leave the people manager alone is early here as well', async () => {
    await desk.tenant.control({ throttle: { target: 'peopleManager', retryAfter: '60' } });
    await desk.tenant.setSingle(account('jane@contoso.com'), 'CellPhone', '1');
    await list();
    const { earlyCalls } = await desk.tenant.state('/counts');
    expect(earlyCalls).toMatchObject({ peopleManager: 0, bulkImport: 1, graph: 0 });
  });

  test('a queued job may have got no answer', async () => {
    await desk.tenant.control({
      fault: { target: 'bulkImport', kind: 'reset-after', matching: 'QueueImport' },
    });
    await expect(desk.queue({})).rejects.toThrow();
    expect((await desk.tenant.state('/imports')).jobs).toHaveLength(1);
  });

  test('a permanent error comes in the words of each wire format', async () => {
    await desk.tenant.control({
      fault: { target: 'bulkImport', kind: '500-permanent', count: 2 },
    });
    const csom = await desk.csom('<');
    expect(csom.json()[0].ErrorInfo.ErrorTypeName).toBe('Microsoft.SharePoint.Client.UnknownError');
    const rest = await list();
    expect([rest.status, rest.json()]).toEqual([500, { 'odata.error': expect.anything() }]);
  });
});
