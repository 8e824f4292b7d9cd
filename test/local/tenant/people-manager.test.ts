import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  account,
  adminHost,
  readAddress,
  rootHost,
  TenantClient,
  type Json,
  type Reply,
} from './tenant-client';

let tenant: TenantClient;

beforeAll(async () => {
  tenant = await TenantClient.start();
});

afterEach(async () => {
  await tenant.control({ reset: true });
  tenant.forgetTokens();
});

afterAll(() => tenant.close());

const jane = account('jane@contoso.com');

async function refusal(reply: Promise<Reply>): Promise<[status: number, code: Json]> {
  const { status, json } = await reply;
  return [status, json()['odata.error'].code];
}

const profiles = 'Microsoft.Office.Server.UserProfiles';

describe('reading a profile', () => {
  test.each([adminHost, rootHost])('gives person and properties on %s', async (host) => {
    const reply = await tenant.sharePoint(readAddress('GetPropertiesFor', 'jane@contoso.com'), {
      host,
    });
    const person = reply.json();
    expect(person).toMatchObject({ AccountName: jane, DisplayName: 'Jane', LatestPost: null });
    expect(person.UserProfileProperties).toContainEqual({
      Key: 'WorkEmail',
      Value: 'jane@contoso.com',
      ValueType: 'Edm.String',
    });
    expect(reply.headers['x-sharepointhealthscore']).toBe('1');
  });

  test('names every property of the catalogue, also those that are empty', async () => {
    const reply = await tenant.sharePoint(readAddress('GetPropertiesFor', 'jane@contoso.com'));
    const { properties } = await tenant.state('/properties');
    const names = (entries: Json, member: string): unknown[] =>
      (entries as Record<string, unknown>[]).map((entry) => entry[member]);
    const told = names(reply.json().UserProfileProperties, 'Key');
    expect(told).toEqual(names(properties, 'name'));
    expect(told).toContain('AudienceDepartment');
  });

  test('gives one property, and empty text for an unknown one or other case', async () => {
    await tenant.setSingle(jane, 'CellPhone', '+49 1');
    const read = async (name: string): Promise<unknown> => {
      const address = `GetUserProfilePropertyFor(accountName=@v,propertyName='${name}')`;
      const query = `@v='${encodeURIComponent(jane)}'`;
      return (await tenant.sharePoint(`${address}?${query}`)).json();
    };
    expect(await read('CellPhone')).toEqual({ value: '+49 1' });
    expect(await read('cellPhone')).toEqual({ value: '' });
    expect(await read('ShoeSize')).toEqual({ value: '' });
  });

  test.each(['unknown@contoso.com', 'noprofile.nora@contoso.com', 'jane@elsewhere.com'])(
    'answers null for %s',
    async (name) => {
      const reply = await tenant.sharePoint(readAddress('GetPropertiesFor', name));
      expect([reply.status, reply.json()]).toEqual([200, { 'odata.null': true }]);
    },
  );

  test('sees nobody when # or | are not encoded', async () => {
    const good = readAddress('GetPropertiesFor', 'jane@contoso.com');
    const bad = [good.replace('%23', '#'), good.replaceAll('%7C', '|')];
    expect((await tenant.sharePoint(good)).json()).toHaveProperty('AccountName');
    for (const address of bad) {
      expect((await tenant.sharePoint(address)).json()).toEqual({ 'odata.null': true });
    }
  });

  test('finds names with a quote, with a plus and of guests', async () => {
    const names = [`o'neil@contoso.com`, 'a+b@contoso.com', 'a_b.com#EXT#@contoso.onmicrosoft.com'];
    for (const name of names) {
      expect((await tenant.profile(name))['SPS-UserPrincipalName']).toBe(name);
    }
  });

  test('takes the account name in any case, but only with its claim', async () => {
    const upper = await tenant.sharePoint(readAddress('GetPropertiesFor', 'JANE@CONTOSO.COM'));
    expect(upper.json()).toHaveProperty('AccountName');
    for (const name of ['jane@contoso.com', 'i:0#.w|membership|jane@contoso.com']) {
      const address = `GetPropertiesFor(accountName=@v)?@v='${encodeURIComponent(name)}'`;
      expect((await tenant.sharePoint(address)).json()).toEqual({ 'odata.null': true });
    }
  });

  test('wraps answers for odata=verbose', async () => {
    const headers = { Accept: 'application/json;odata=verbose' };
    const reply = await tenant.sharePoint(readAddress('GetPropertiesFor', 'unknown@contoso.com'), {
      headers,
    });
    expect(reply.json()).toEqual({ d: { GetPropertiesFor: null } });
  });
});

describe('writing a property', () => {
  test('answers null and stands in the profile', async () => {
    const reply = await tenant.setSingle(jane, 'AudienceDepartment', 'Größe "A" & ✓');
    expect([reply.status, reply.json()]).toEqual([200, { 'odata.null': true }]);
    expect((await tenant.profile('jane@contoso.com'))['AudienceDepartment']).toBe('Größe "A" & ✓');
  });

  test('replaces all values of a list and gives them back in one text', async () => {
    await tenant.setMulti(jane, 'SPS-Skills', ['old']);
    await tenant.setMulti(jane, 'SPS-Skills', ['python', 'nodejs']);
    expect((await tenant.profile('jane@contoso.com'))['SPS-Skills']).toBe('python|nodejs');
    await tenant.setMulti(jane, 'SPS-Skills', []);
    expect((await tenant.profile('jane@contoso.com'))['SPS-Skills']).toBe('');
  });

  test.each([
    ['StartDate', '09/12/2022', '9/12/2022 12:00:00 AM'],
    ['StartDate', '2022-09-12T18:19:29Z', '9/12/2022 6:19:29 PM'],
    ['StartDate', '9/12/2022 6:19:29 PM', '9/12/2022 6:19:29 PM'],
    ['StartDate', '9/12/2022 12:30 AM', '9/12/2022 12:30:00 AM'],
    ['StartDate', '9/12/2022 12:30 PM', '9/12/2022 12:30:00 PM'],
    ['IsContractor', 'true', 'True'],
    ['SeniorityYears', '007', '7'],
    ['WeeklyHours', '37.5', '37.5'],
    ['CellPhone', '', ''],
  ])('gives %s back in the form of the service: %s', async (name, value, stored) => {
    expect((await tenant.setSingle(jane, name, value)).status).toBe(200);
    expect((await tenant.profile('jane@contoso.com'))[name]).toBe(stored);
  });

  test.each([
    ['StartDate', 'next Monday'],
    ['StartDate', '2022-02-31'],
    ['StartDate', '13/13/2022'],
    ['IsContractor', 'maybe'],
    ['SeniorityYears', '3.5'],
    ['SeniorityYears', '2147483648'],
    ['WeeklyHours', '37,5'],
    ['BadgeId', 'one'],
    ['CellPhone', 'x'.repeat(3601)],
  ])('refuses a value that %s cannot hold: %s', async (name, value) => {
    expect(await refusal(tenant.setSingle(jane, name, value))).toEqual([
      500,
      `-1, ${profiles}.InvalidValueException`,
    ]);
    expect((await tenant.profile('jane@contoso.com'))[name]).toBe('');
  });

  test.each([
    ['a mastered property', jane, 'Title', 'PropertyNotEditableException'],
    ['another mastered property', jane, 'SPS-JobTitle', 'PropertyNotEditableException'],
    ['an unknown property', jane, 'ShoeSize', 'PropertyNotFoundException'],
    ['a property in other case', jane, 'cellphone', 'PropertyNotFoundException'],
    ['a list by a single write', jane, 'SPS-Skills', 'InvalidValueException'],
    ['somebody unknown', account('unknown@contoso.com'), 'CellPhone', 'UserNotFoundException'],
    ['nobody with a profile', account('noprofile@contoso.com'), 'Fax', 'UserNotFoundException'],
    ['an account without its claim', 'jane@contoso.com', 'CellPhone', 'UserNotFoundException'],
  ])('refuses %s with a 500', async (_what, accountName, ...[name, exception]) => {
    expect(await refusal(tenant.setSingle(accountName, name, 'x'))).toEqual([
      500,
      `-1, ${profiles}.${exception}`,
    ]);
  });

  test('takes existing terms; new ones need an open term set and the role for it', async () => {
    expect((await tenant.setSingle(jane, 'SPS-Location', 'Madrid')).status).toBe(200);
    expect((await tenant.setSingle(jane, 'SPS-Location', 'Atlantis')).text).toContain(
      'The current user has insufficient permissions to perform this operation.',
    );
    await tenant.control({ properties: [{ name: 'SPS-Location', openTerms: true }] });
    expect((await tenant.setSingle(jane, 'SPS-Location', 'Atlantis')).status).toBe(200);
    await tenant.control({
      roles: { sharePoint: ['Sites.FullControl.All', 'User.ReadWrite.All'] },
    });
    tenant.forgetTokens();
    expect((await tenant.setSingle(jane, 'SPS-Location', 'Utopia')).status).toBe(500);
  });

  test('an app writes on the administration host only', async () => {
    const body = { accountName: jane, propertyName: 'CellPhone', propertyValue: '1' };
    const path = 'SetSingleValueProfileProperty';
    const reply = await tenant.sharePoint(path, { host: rootHost, method: 'POST', body });
    expect(reply.status).toBe(500);
    expect(reply.text).toContain('requires you to be managing your own data');
  });

  test.each([
    [['Sites.FullControl.All'], 'This application does not have the required permissions'],
    [['User.ReadWrite.All'], 'Access is denied.'],
  ])('with only %j is denied', async (sharePoint, message) => {
    await tenant.control({ roles: { sharePoint } });
    tenant.forgetTokens();
    const reply = await tenant.setSingle(jane, 'CellPhone', '1');
    expect(reply.status).toBe(403);
    expect(reply.text).toContain(message);
  });

  test.each([
    ['a GET', { method: 'GET' }],
    ['a body that is no JSON', { method: 'POST', body: '{"accountName"' }],
    ['a missing value', { method: 'POST', body: { accountName: jane, propertyName: 'Fax' } }],
    [
      'another media type',
      { method: 'POST', body: '{}', headers: { 'Content-Type': 'text/plain' } },
    ],
  ])('refuses %s with a 400', async (_what, sent) => {
    const reply = await tenant.sharePoint('SetSingleValueProfileProperty', sent);
    expect(reply.status).toBe(400);
  });
});

describe('tokens at SharePoint', () => {
  const claims = {
    aud: `https://${adminHost}`,
    appidacr: '2',
    roles: ['User.ReadWrite.All', 'Sites.FullControl.All'],
  };

  async function withToken(mint: Json): Promise<Reply> {
    const { token } = await tenant.control({ mint });
    const headers = { Authorization: `Bearer ${String(token)}` };
    return tenant.sharePoint(readAddress('GetPropertiesFor', 'jane@contoso.com'), { headers });
  }

  test('a fitting token is let in', async () => {
    expect((await withToken({ claims })).status).toBe(200);
  });

  test.each([
    ['for Graph', { claims: { ...claims, aud: 'https://graph.microsoft.com' } }],
    ['for the other SharePoint host', { claims: { ...claims, aud: `https://${rootHost}` } }],
    ['of another tenant', { claims: { ...claims, tid: 'other' } }],
    ['with a foreign signature', { claims, signature: 'foreign' }],
  ])('a token %s is refused with 401 and a reason', async (_what, mint) => {
    const reply = await withToken(mint);
    expect(reply.status).toBe(401);
    expect(reply.json()).toEqual({ error_description: 'Invalid issuer or signature.' });
    expect(reply.headers['x-ms-diagnostics']).toContain('category="invalid_client"');
  });

  test('a token had for a secret is refused', async () => {
    const reply = await withToken({ claims: { ...claims, appidacr: '1' } });
    expect([reply.status, reply.json().error_description]).toEqual([
      401,
      'Unsupported app only token.',
    ]);
  });
});

test('the catalogue can be changed: new properties, other rules, properties gone', async () => {
  await tenant.control({
    properties: [
      { name: 'Nickname', maxLength: 3 },
      { name: 'Languages', multi: true },
      { name: 'CellPhone', removed: true },
    ],
  });
  expect((await tenant.setSingle(jane, 'Nickname', 'Jay')).status).toBe(200);
  expect((await tenant.setSingle(jane, 'Nickname', 'Janey')).status).toBe(500);
  expect((await tenant.setMulti(jane, 'Languages', ['de', 'en'])).status).toBe(200);
  expect((await tenant.setSingle(jane, 'CellPhone', '1')).status).toBe(500);
});

test('whatever else SharePoint is asked for is not there', async () => {
  const token = await tenant.appToken(`https://${adminHost}`);
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
  const reply = await tenant.send('/_api/web', { host: adminHost, headers });
  expect(reply.status).toBe(404);
});
