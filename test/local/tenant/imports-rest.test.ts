import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ImportDesk } from './import-desk';
import { rootHost, type Json } from './tenant-client';

let desk: ImportDesk;

beforeAll(async () => {
  desk = await ImportDesk.open();
});

beforeEach(() => desk.reset());

afterAll(() => desk.tenant.close());

const sourceUri = `https://${rootHost}/sites/togo/Shared%20Documents/a.json`;
const order = {
  idType: 1,
  sourceDataIdProperty: 'IdName',
  propertyMap: [{ Key: 'City', Value: 'CostCenter', ValueType: 'Edm.String' }],
  sourceUri,
};
const unknownJob = { jobId: '8f0e6c2c-0000-4000-8000-000000000000' };

function queue(body: Json): ReturnType<ImportDesk['rest']> {
  return desk.rest('QueueImportProfileProperties', body);
}

test('the documented example queues an import', async () => {
  const reply = await queue(order);
  expect([reply.status, reply.json()]).toEqual([
    200,
    { value: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  ]);
  expect((await desk.tenant.state('/imports')).jobs).toMatchObject([
    { jobId: reply.json().value, idType: 1, properties: ['CostCenter'], sourceUri },
  ]);
});

test('one job, all jobs, and a job that does not exist', async () => {
  const jobId = (await queue(order)).json().value;
  const job = {
    Error: 0,
    ErrorMessage: null,
    JobId: jobId,
    LogFolderUri: null,
    SourceUri: sourceUri,
    State: 1,
  };
  expect((await desk.rest('GetImportProfilePropertyJob', { jobId })).json()).toEqual(job);
  expect((await desk.rest('GetImportProfilePropertyJobs')).json()).toEqual({ value: [job] });
  const unknown = await desk.rest('GetImportProfilePropertyJob', unknownJob);
  expect([unknown.status, unknown.json()]).toEqual([200, { 'odata.null': true }]);
});

describe('taking a job back', () => {
  test('works while it has not started', async () => {
    const jobId = (await queue(order)).json().value;
    const remove = () => desk.rest('DeleteImportProfilePropertiesJob', { jobId });
    expect((await remove()).json()).toEqual({ value: true });
    expect((await remove()).json()).toEqual({ value: false });
    expect((await desk.tenant.state('/imports')).jobs).toEqual([]);
  });

  test('is too late afterwards', async () => {
    const jobId = (await queue(order)).json().value;
    await desk.pass('100s');
    const reply = await desk.rest('DeleteImportProfilePropertiesJob', { jobId });
    expect(reply.json()).toEqual({ value: false });
    expect((await desk.find(jobId)).State).toBe(2);
  });

  test('lets the next one start', async () => {
    const first = (await queue(order)).json().value;
    const next = (await queue(order)).json().value;
    await desk.rest('DeleteImportProfilePropertiesJob', { jobId: first });
    await desk.pass('100s');
    expect((await desk.find(next)).State).toBe(2);
  });
});

describe('refuses', () => {
  test('a map that is an object instead of a list', async () => {
    const reply = await queue({ ...order, propertyMap: { City: 'CostCenter' } });
    expect(reply.status).toBe(400);
    expect(reply.json()['odata.error'].message.value).toContain(
      "An unexpected 'StartObject' node was found",
    );
  });

  test.each([
    ['a kind of identity that is text', { ...order, idType: '1' }],
    ['a missing member', { ...order, sourceUri: undefined }],
    ['a list of texts', { ...order, propertyMap: ['City'] }],
    [
      'a value of another type',
      { ...order, propertyMap: [{ Key: 'a', Value: 'b', ValueType: 'x' }] },
    ],
    ['what is no JSON', '{'],
  ])('%s with 400', async (_what, body) => {
    const reply = await queue(body);
    expect(reply.status).toBe(400);
    expect(reply.json()).toHaveProperty(['odata.error']);
  });

  test.each([
    ['CellPhone', 'Property Names [CellPhone] are editable by user.'],
    ['SPS-Location', 'Property Names [SPS-Location] are editable by user.'],
    ['Teams', 'Property Names [Teams]  are Taxonomic Properties'],
  ])('the property %s with 500', async (Value, message) => {
    await desk.tenant.control({ properties: [{ name: 'Teams', multi: true }] });
    const reply = await queue({ ...order, propertyMap: [{ Key: 'a', Value }] });
    expect([reply.status, reply.json()['odata.error'].message.value]).toEqual([500, message]);
  });

  test('everything once there were too many jobs', async () => {
    await desk.tenant.control({ imports: { listViewThreshold: true } });
    const replies = [
      await queue(order),
      await desk.rest('GetImportProfilePropertyJob', unknownJob),
      await desk.rest('GetImportProfilePropertyJobs'),
    ];
    for (const { status, text } of replies) {
      expect(status).toBe(500);
      expect(text).toContain('exceeds the list view threshold');
    }
  });

  test('other hosts, missing roles, a GET and unknown methods', async () => {
    const method = 'GetImportProfilePropertyJobs';
    expect((await desk.rest(method, undefined, { host: rootHost })).status).toBe(403);
    expect((await desk.rest(method, undefined, { method: 'GET' })).status).toBe(400);
    expect((await desk.rest('GetImportJobs')).status).toBe(404);
    await desk.tenant.control({ roles: { sharePoint: ['Sites.FullControl.All'] } });
    desk.tenant.forgetTokens();
    const reply = await desk.rest(method);
    expect(reply.status).toBe(403);
    expect(reply.text).toContain('does not have the required permissions');
  });
});
