import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { envelope, findRequest, ImportDesk, listRequest, queueRequest } from './import-desk';
import { adminHost, rootHost, type Json, type Reply } from './tenant-client';

let desk: ImportDesk;

beforeAll(async () => {
  desk = await ImportDesk.open();
});

beforeEach(() => desk.reset());

afterAll(() => desk.tenant.close());

const notValid = 'Microsoft.SharePoint.Client.InvalidClientQueryException';
const someJob = '8f0e6c2c-0000-4000-8000-000000000000';
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function errorOf(reply: Promise<Reply>): Promise<Json> {
  const { status, json } = await reply;
  const parts = json();
  expect([status, parts]).toEqual([200, [expect.anything()]]);
  return parts[0].ErrorInfo;
}

describe('the documented requests', () => {
  test('queue an import and get its id', async () => {
    const reply = await desk.csom(queueRequest({}));
    expect(reply.headers['content-type']).toContain('application/json');
    expect(reply.json()).toEqual([
      {
        SchemaVersion: '15.0.0.0',
        LibraryVersion: expect.stringMatching(/^16\./),
        ErrorInfo: null,
        TraceCorrelationId: expect.stringMatching(guid),
      },
      2,
      { IsNull: false },
      3,
      expect.stringMatching(/^\/Guid\([0-9a-f-]{36}\)\/$/),
    ]);
    expect(reply.text).toContain(String.raw`"\/Guid(`);
  });

  test('ask for one job', async () => {
    const sourceUri = 'https://contoso.sharepoint.com/sites/togo/Shared%20Documents/a.json';
    const jobId = await desk.queue({ sourceUri });
    const [, ...results] = (await desk.csom(findRequest(jobId))).json() as unknown[];
    expect(results).toEqual([
      3,
      { IsNull: false },
      4,
      {
        _ObjectType_: 'Microsoft.Online.SharePoint.TenantManagement.ImportProfilePropertiesJobInfo',
        Error: 0,
        ErrorMessage: null,
        JobId: `/Guid(${jobId})/`,
        LogFolderUri: null,
        SourceUri: sourceUri,
        State: 1,
      },
    ]);
  });

  test('ask for all jobs', async () => {
    const ids = [await desk.queue({}), await desk.queue({})];
    const list = (await desk.csom(listRequest())).json()[4];
    expect(list._ObjectType_).toBe(
      'Microsoft.Online.SharePoint.TenantManagement.ImportProfilePropertiesJobStatusCollection',
    );
    expect(list._Child_Items_).toMatchObject(ids.map((id) => ({ JobId: `/Guid(${id})/` })));
  });
});

test('the jobs themselves come only when they are asked for', async () => {
  await desk.queue({});
  const request = listRequest().replace(/<ChildItemQuery.*<\/ChildItemQuery>/, '');
  expect((await desk.csom(request)).json()[4]).not.toHaveProperty('_Child_Items_');
});

test('a job that does not exist is null', async () => {
  const [, ...results] = (await desk.csom(findRequest(someJob))).json() as unknown[];
  expect(results).toEqual([3, { IsNull: true }, 4, null]);
});

test('escaped text arrives whole, in names, values and addresses', async () => {
  const name = 'R&D "<1>"';
  await desk.tenant.control({ properties: [{ name }] });
  const sourceUri = `https://${rootHost}/sites/togo/Shared%20Documents/a&b'.json`;
  await desk.queue({
    map: { 'R&amp;D &quot;&lt;1&gt;&quot;': 'R&amp;D "&lt;1>"' },
    sourceUri: sourceUri.replace('&', '&amp;').replace("'", '&#39;'),
  });
  const { jobs } = await desk.tenant.state('/imports');
  expect(jobs).toMatchObject([{ properties: [name], sourceUri }]);
});

describe('refuses with 200 and an error', () => {
  const good = queueRequest({});

  test.each([
    ['a & that is not escaped', queueRequest({ sourceUri: 'https://contoso.sharepoint.com/a&b' })],
    ['a < that is not escaped', queueRequest({ map: { City: 'a<b' } })],
    ['a quote that ends an attribute', queueRequest({ map: { 'C"ity': 'City' } })],
    ['a control character', queueRequest({ map: { City: '\u0001' } })],
    ['an entity of HTML', queueRequest({ map: { City: '&nbsp;' } })],
    ['a tag that is not closed', good.replace('</Actions>', '')],
    ['text after the end', `${good}!`],
    ['no XML at all', '{"idType":1}'],
    ['nothing', ''],
    ['another namespace', good.replace('2009', '2010')],
    ['no version', good.replace('SchemaVersion="15.0.0.0"', '')],
    ['the same id twice', good.replace('Id="3"', 'Id="2"')],
    ['an object that is not there', good.replaceAll('ObjectPathId="1"', 'ObjectPathId="7"')],
    ['a GUID without braces', findRequest(someJob).replace(/[{](8f.*?)[}]/, '$1')],
    ['another type', good.replace('e45fd516', 'e45fd517')],
    ['another method', good.replace('QueueImport', 'Queue')],
    ['parameters in other order', good.replace('Type="Enum">2', 'Type="String">2')],
    ['a parameter of unknown type', good.replace('Type="Enum"', 'Type="Number"')],
    ['a map of numbers', good.replace('Name="CostCenter" Type="String"', 'Name="C" Type="Int32"')],
    ['a query of some properties', findRequest(someJob).replace('"true"><P', '"false"><P')],
    ['an unknown action', envelope('<Delete Id="5" ObjectPathId="1" />', '')],
  ])('%s', async (_what, request) => {
    const error = await errorOf(desk.csom(request));
    expect(error).toMatchObject({ ErrorCode: -1, ErrorValue: null, ErrorTypeName: notValid });
    expect((await desk.tenant.state('/imports')).jobs).toEqual([]);
  });

  test('another media type', async () => {
    const headers = { 'Content-Type': 'application/json' };
    expect(await errorOf(desk.csom(good, { headers }))).toMatchObject({ ErrorTypeName: notValid });
  });

  test.each([
    ['an unknown kind of identity', { idType: 3 }],
    ['a map of nothing', { map: {} }],
    ['no member for the identity', { idProperty: '' }],
  ])('%s', async (_what, order) => {
    const error = await errorOf(desk.csom(queueRequest(order)));
    expect(error).toMatchObject({ ErrorTypeName: 'System.ArgumentException' });
  });

  test.each([
    [
      ['CellPhone', 'CostCenter', 'AboutMe'],
      'Property Names [CellPhone,AboutMe] are editable by user.',
    ],
    [['Office365Tags', 'CostCenter'], 'Property Names [Office365Tags]  are Taxonomic Properties'],
    [['Teams'], 'Property Names [Teams]  are Taxonomic Properties'],
    [['Teams', 'CellPhone'], 'Property Names [CellPhone] are editable by user.'],
  ])('the properties %j, with their names', async (properties, message) => {
    await desk.tenant.control({
      properties: [
        { name: 'Office365Tags', taxonomy: true },
        { name: 'Teams', multi: true },
      ],
    });
    const map = Object.fromEntries(
      properties.map((name, index) => [`Column${String(index)}`, name]),
    );
    const error = await errorOf(desk.csom(queueRequest({ map })));
    expect(error.ErrorMessage).toBe(message);
    expect((await desk.tenant.state('/imports')).jobs).toEqual([]);
  });

  test('everything once there were too many jobs', async () => {
    const jobId = await desk.queue({});
    await desk.tenant.control({ imports: { listViewThreshold: true } });
    for (const request of [good, findRequest(jobId), listRequest()]) {
      const error = await errorOf(desk.csom(request));
      expect(error.ErrorMessage).toBe(
        'The attempted operation is prohibited because it exceeds the list view threshold.',
      );
    }
  });
});

test('the empty id comes as often as asked, and the job is queued all the same', async () => {
  await desk.tenant.control({ imports: { emptyJobId: 1 } });
  const ids = [await desk.queue({}), await desk.queue({})];
  expect(ids[0]).toBe('00000000-0000-0000-0000-000000000000');
  const { jobs } = await desk.tenant.state('/imports');
  expect(jobs).toHaveLength(2);
  expect(jobs[1].jobId).toBe(ids[1]);
});

describe('who may', () => {
  test('only on the administration host', async () => {
    expect((await desk.csom(queueRequest({}), { host: rootHost })).status).toBe(403);
  });

  test('only with full control of sites', async () => {
    await desk.tenant.control({ roles: { sharePoint: ['User.ReadWrite.All'] } });
    expect((await desk.csom(queueRequest({}))).status).toBe(403);
  });

  test('only with the right to write users of SharePoint, not those of Graph', async () => {
    await desk.tenant.control({
      roles: { sharePoint: ['Sites.FullControl.All'], graph: ['User.ReadWrite.All'] },
    });
    expect(await errorOf(desk.csom(queueRequest({})))).toMatchObject({
      ErrorCode: -2147024891,
      ErrorTypeName: 'System.UnauthorizedAccessException',
    });
  });

  test.each([
    ['for Graph', { aud: 'https://graph.microsoft.com' }, 'Invalid issuer or signature.'],
    ['had for a secret', { appidacr: '1' }, 'Unsupported app only token.'],
  ])('nobody with a token %s', async (_what, claims, reason) => {
    const roles = ['Sites.FullControl.All', 'User.ReadWrite.All'];
    const right = { aud: `https://${adminHost}`, appidacr: '2', roles };
    const { token } = await desk.tenant.control({ mint: { claims: { ...right, ...claims } } });
    const headers = { Authorization: `Bearer ${String(token)}` };
    const reply = await desk.csom(queueRequest({}), { headers });
    expect([reply.status, reply.json().error_description]).toEqual([401, reason]);
  });
});
