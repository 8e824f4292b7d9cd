import { describe, expect, it } from '@jest/globals';
import { csomImports } from '../../shared/push/csom-imports';
import { explainImportRefusal } from '../../shared/push/import-refusal';
import { restImports } from '../../shared/push/rest-imports';

const FILE = 'https://contoso.sharepoint.com/sites/togo/UserProfileSync/x.json';
const JOB = '8f0e6c2c-1111-4222-8333-444444444444';

const QUEUE = {
  method: 'QueueImportProfileProperties',
  fileUrl: FILE,
  properties: ['City'],
} as const;
const FIND = { method: 'GetImportProfilePropertyJob', jobId: JOB } as const;
const LIST = { method: 'GetImportProfilePropertyJobs' } as const;

const ENVELOPE =
  '<Request AddExpandoFieldTypeSuffix="true" SchemaVersion="15.0.0.0" LibraryVersion="16.0.0.0" ' +
  'ApplicationName="ProfileSync" xmlns="http://schemas.microsoft.com/sharepoint/clientquery/2009">';
const TENANT = '<Constructor Id="1" TypeId="{e45fd516-a408-4ca4-b6dc-268e2f1f0f83}" />';

function csomAnswer(errorInfo: unknown, ...results: unknown[]): string {
  return JSON.stringify([
    { SchemaVersion: '15.0.0.0', LibraryVersion: '16.0.1', ErrorInfo: errorInfo },
    ...results,
  ]);
}

describe('bulk imports by CSOM', () => {
  it('queues with the documented XML', () => {
    const { path, contentType, body } = csomImports.request(QUEUE);
    expect(path).toBe('/_vti_bin/client.svc/ProcessQuery');
    expect(contentType).toBe('text/xml');
    expect(body).toBe(
      `${ENVELOPE}<Actions><ObjectPath Id="2" ObjectPathId="1" />` +
        '<Method Name="QueueImportProfileProperties" Id="3" ObjectPathId="1"><Parameters>' +
        '<Parameter Type="Enum">1</Parameter><Parameter Type="String">IdName</Parameter>' +
        '<Parameter Type="Dictionary"><Property Name="City" Type="String">City</Property></Parameter>' +
        `<Parameter Type="String">${FILE}</Parameter></Parameters></Method></Actions>` +
        `<ObjectPaths>${TENANT}</ObjectPaths></Request>`,
    );
  });

  it('asks for one job and for all with the documented XML', () => {
    expect(csomImports.request(FIND).body).toBe(
      `${ENVELOPE}<Actions><ObjectPath Id="3" ObjectPathId="2" /><Query Id="4" ObjectPathId="2">` +
        '<Query SelectAllProperties="true"><Properties /></Query></Query></Actions>' +
        '<ObjectPaths><Method Id="2" ParentId="1" Name="GetImportProfilePropertyJob"><Parameters>' +
        `<Parameter Type="Guid">{${JOB}}</Parameter></Parameters></Method>${TENANT}</ObjectPaths></Request>`,
    );
    expect(csomImports.request(LIST).body).toContain(
      '<ChildItemQuery SelectAllProperties="true"><Properties /></ChildItemQuery>',
    );
  });

  it('escapes whatever it puts into XML', () => {
    const fileUrl = `https://contoso.sharepoint.com/a&b/o'n"<x>.json`;
    const { body } = csomImports.request({ ...QUEUE, fileUrl, properties: ['A"<&>'] });
    expect(body).toContain('a&amp;b/o&apos;n&quot;&lt;x&gt;.json');
    expect(body).toContain('Name="A&quot;&lt;&amp;&gt;"');
  });

  it('finds the result behind the id of its action', () => {
    const body = csomAnswer(null, 2, { IsNull: false }, 3, '/Guid(x)/');
    expect(csomImports.read(QUEUE, body)).toEqual({ kind: 'value', value: '/Guid(x)/' });
    expect(csomImports.read(FIND, csomAnswer(null, 3, { IsNull: true }))).toEqual({
      kind: 'value',
      value: null,
    });
  });

  it('knows an error though its status is 200', () => {
    const info = { ErrorMessage: 'no', ErrorCode: -1, ErrorTypeName: 'Some.Error' };
    expect(csomImports.read(QUEUE, csomAnswer(info))).toEqual({
      kind: 'error',
      code: 'Some.Error',
      message: 'no',
    });
  });

  it.each(['', '<html>', '[]', '{}', '[1]', '"text"'])('takes %j for no answer', (body) => {
    expect(csomImports.read(QUEUE, body)).toBeUndefined();
  });
});

describe('bulk imports by REST', () => {
  it('queues with a list of key-value pairs, which is what the metadata declares', () => {
    const { path, body } = restImports.request(QUEUE);
    expect(path).toBe(
      '/_api/Microsoft.Online.SharePoint.TenantManagement.Office365Tenant/QueueImportProfileProperties',
    );
    expect(JSON.parse(body ?? '')).toEqual({
      idType: 1,
      sourceDataIdProperty: 'IdName',
      propertyMap: [{ Key: 'City', Value: 'City', ValueType: 'Edm.String' }],
      sourceUri: FILE,
    });
  });

  it('asks for a job by its id', () => {
    expect(JSON.parse(restImports.request(FIND).body ?? '')).toEqual({ jobId: JOB });
  });

  it('asks for all jobs without a body, for the method takes no parameters', () => {
    const path = expect.stringMatching(/Office365Tenant\/GetImportProfilePropertyJobs$/);
    expect(restImports.request(LIST)).toEqual({ path });
  });

  it('reads values, jobs, lists and errors', () => {
    expect(restImports.read(QUEUE, JSON.stringify({ value: JOB }))).toMatchObject({ value: JOB });
    expect(restImports.read(LIST, '{"value":[1]}')).toEqual({ kind: 'value', value: [1] });
    expect(restImports.read(FIND, '{"State":1}')).toEqual({ kind: 'value', value: { State: 1 } });
    expect(restImports.read(FIND, '{"odata.null":true}')).toEqual({ kind: 'value', value: null });
    const error = { 'odata.error': { code: '-1, X', message: { lang: 'en-US', value: 'no' } } };
    expect(restImports.read(QUEUE, JSON.stringify(error))).toEqual({
      kind: 'error',
      code: '-1, X',
      message: 'no',
    });
    expect(restImports.read(QUEUE, '<html>')).toBeUndefined();
  });
});

describe('an import that is not queued', () => {
  const properties = ['AboutMe', 'Fax', 'City'];
  const explain = (message: string, code = 'Microsoft.SharePoint.Client.UnknownError') =>
    explainImportRefusal({ code, message }, { properties });

  it('names the properties that users edit', () => {
    expect(explain('Property Names [AboutMe,Fax] are editable by user.')).toEqual({
      kind: 'unfit',
      trait: 'userEditable',
      properties: ['AboutMe', 'Fax'],
    });
  });

  it('names the properties that hold terms', () => {
    expect(explain('Property Names [City]  are Taxonomic Properties')).toEqual({
      kind: 'unfit',
      trait: 'taxonomy',
      properties: ['City'],
    });
  });

  it('is refused as a whole when what it names was not in the order', () => {
    expect(explain('Property Names [Somebody] are editable by user.')).toMatchObject({
      kind: 'refused',
    });
  });

  it('tells the threshold of the list of imports', () => {
    expect(
      explain(
        'The attempted operation is prohibited because it exceeds the list view threshold.',
        'Microsoft.SharePoint.SPQueryThrottledException',
      ),
    ).toMatchObject({ kind: 'refused', message: expect.stringContaining('view threshold') });
  });

  it.each([
    ['Access denied.', 'Microsoft.SharePoint.Client.UnknownError'],
    ['Attempted to perform an unauthorized operation.', 'System.UnauthorizedAccessException'],
    ['Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))', '-2147024891'],
  ])('is about the app when SharePoint says %s', (message, code) => {
    expect(explain(message, code)).toBe('app');
  });

  it('never repeats what SharePoint says in words that nobody knows', () => {
    expect(explain('Value Ana García is bad')).toEqual({
      kind: 'refused',
      message: expect.not.stringContaining('Ana'),
    });
    expect(explain('x', 'Ana <García>')).toEqual({
      kind: 'refused',
      message: expect.stringContaining('an unknown code'),
    });
  });
});
