import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TenantClient, type Json, type Reply } from './tenant-client';

let tenant: TenantClient;

beforeAll(async () => {
  tenant = await TenantClient.start();
});

afterEach(async () => {
  await tenant.control({ reset: true });
  tenant.forgetTokens();
});

afterAll(() => tenant.close());

function patch(name: string, body: unknown): Promise<Reply> {
  return tenant.graph(`/users/${encodeURIComponent(name)}`, { method: 'PATCH', body });
}

async function errorOf(
  reply: Promise<Reply>,
): Promise<[status: number, code: Json, message: Json]> {
  const { status, json } = await reply;
  const { code, message, innerError } = json().error;
  expect(innerError['request-id']).toEqual(expect.any(String));
  return [status, code, message];
}

async function filtered(filter: string): Promise<string[]> {
  const query = `$filter=${encodeURIComponent(filter)}&$select=userPrincipalName`;
  const { value } = (await tenant.graph(`/users?${query}`)).json();
  return (value as { userPrincipalName: string }[]).map((user) => user.userPrincipalName);
}

describe('reading a user', () => {
  test('gives the ordinary properties without $select, and none of the others', async () => {
    const user = (await tenant.graph('/users/jane.doe@contoso.com')).json();
    expect(user).toMatchObject({ displayName: 'Jane Doe', mail: 'jane.doe@contoso.com' });
    expect(user).not.toHaveProperty('department');
    expect(user).not.toHaveProperty('onPremisesSyncEnabled');
  });

  test('gives exactly what is selected', async () => {
    const reply = await tenant.graph('/users/jane@contoso.com?$select=id,department');
    expect(Object.keys(reply.json())).toEqual(['@odata.context', 'id', 'department']);
  });

  test('finds the same person by object id, by UPN in any case, and in quotes', async () => {
    const { id } = (await tenant.graph('/users/jane@contoso.com')).json();
    const ways = [`/users/${String(id)}`, '/users/JANE@contoso.com', `/users('jane@contoso.com')`];
    for (const way of ways) expect((await tenant.graph(way)).json().id).toBe(id);
  });

  test('finds a guest only when the # is encoded', async () => {
    const guest = '/users/a_b.com%23EXT%23@contoso.onmicrosoft.com?$select=userType,mail';
    expect((await tenant.graph(guest)).json()).toMatchObject({
      userType: 'Guest',
      mail: 'a@b.com',
    });
    const cut = await tenant.graph('/users/a_b.com#EXT#@contoso.onmicrosoft.com');
    expect(cut.status).toBe(404);
  });

  test.each(['unknown1@contoso.com', 'jane@elsewhere.com', '00000000-0000-4000-8000-000000000000'])(
    'does not find %s',
    async (name) => {
      expect(await errorOf(tenant.graph(`/users/${name}`))).toEqual([
        404,
        'Request_ResourceNotFound',
        `Resource '${name}' does not exist or one of its queried reference-property objects are not present.`,
      ]);
    },
  );

  test('refuses a property that is none', async () => {
    const [status, code] = await errorOf(tenant.graph('/users/jane@contoso.com?$select=shoeSize'));
    expect([status, code]).toEqual([400, 'BadRequest']);
  });
});

describe('finding users by filter', () => {
  test('meets a person by mail, by UPN and by proxy address', async () => {
    expect(await filtered(`mail eq 'jane@contoso.com'`)).toEqual(['jane@contoso.com']);
    expect(await filtered(`userPrincipalName eq 'joe@contoso.com'`)).toEqual(['joe@contoso.com']);
    expect(await filtered(`proxyAddresses/any(p:p eq 'smtp:ann@contoso.com')`)).toEqual([
      'ann@contoso.com',
    ]);
  });

  test('takes alternatives, lists and quotes inside names', async () => {
    const either = `mail eq 'o''neil@contoso.com' or mail eq 'unknown@contoso.com'`;
    expect(await filtered(either)).toEqual([`o'neil@contoso.com`]);
    const list = `userPrincipalName in ('a@contoso.com', 'b@contoso.com')`;
    expect(await filtered(list)).toEqual(['a@contoso.com', 'b@contoso.com']);
  });

  test('narrows by further conditions', async () => {
    await filtered(`userPrincipalName in ('anna@contoso.com', 'synced@contoso.com')`);
    expect(await filtered('onPremisesSyncEnabled eq true')).toEqual(['synced@contoso.com']);
    expect(await filtered(`startsWith(displayName,'An') and accountEnabled eq true`)).toEqual([
      'anna@contoso.com',
    ]);
  });

  test('knows a guest by the home address once the guest is there', async () => {
    const guest = 'a_b.com#EXT#@contoso.onmicrosoft.com';
    await tenant.graph(`/users/${encodeURIComponent(guest)}`);
    expect(await filtered(`mail eq 'a@b.com'`)).toEqual([guest]);
  });

  test.each([
    `mail eq jane`,
    `mail eq 'a' or`,
    `mail lt 'a'`,
    `(mail eq 'a'`,
    Array.from({ length: 16 }, (_, index) => `mail eq '${String(index)}@contoso.com'`).join(' or '),
  ])('refuses the filter %s', async (filter) => {
    const reply = tenant.graph(`/users?$filter=${encodeURIComponent(filter)}`);
    expect((await errorOf(reply)).slice(0, 2)).toEqual([400, 'Request_UnsupportedQuery']);
  });

  test.each([4, 5])('gives %d people in pages, none empty, each person once', async (count) => {
    const names = Array.from({ length: count }, (_, index) => `p${String(index)}@contoso.com`);
    await tenant.control({ users: names.map((userPrincipalName) => ({ userPrincipalName })) });
    const found: string[] = [];
    let next: string | undefined = '/users?$top=2&$select=userPrincipalName';
    while (next !== undefined) {
      const page: Json = (await tenant.graph(next)).json();
      expect([1, 2]).toContain(page.value.length);
      found.push(...(page.value as Json[]).map((user) => String(user.userPrincipalName)));
      next = (page['@odata.nextLink'] as string | undefined)?.replace(
        'https://graph.microsoft.com/v1.0',
        '',
      );
    }
    expect(found).toEqual(names);
  });

  test.each(['0', '1000', 'many'])('refuses $top=%s', async (top) => {
    expect((await tenant.graph(`/users?$top=${top}`)).status).toBe(400);
  });
});

describe('changing a user', () => {
  test('answers 204 without a body and keeps what is not named', async () => {
    await patch('jane@contoso.com', { jobTitle: 'Engineer', department: 'R&D' });
    const reply = await patch('jane@contoso.com', { department: 'Sales', businessPhones: ['+1'] });
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(reply.headers).not.toHaveProperty('content-length');
    const { user } = await tenant.state('?user=jane@contoso.com');
    expect(user).toMatchObject({
      jobTitle: 'Engineer',
      department: 'Sales',
      businessPhones: ['+1'],
    });
  });

  test('clears with null and with an empty list', async () => {
    await patch('jane@contoso.com', { mobilePhone: '+1', businessPhones: ['+2'] });
    await patch('jane@contoso.com', { mobilePhone: null, businessPhones: [] });
    const { user } = await tenant.state('?user=jane@contoso.com');
    expect(user).toMatchObject({ mobilePhone: null, businessPhones: [] });
  });

  test.each([
    ['empty text', 'mobilePhone', ''],
    ['a number for text', 'jobTitle', 7],
    ['65 characters of department', 'department', 'd'.repeat(65)],
    ['129 characters of job title', 'jobTitle', 'j'.repeat(129)],
    ['257 characters of display name', 'displayName', 'n'.repeat(257)],
    ['17 characters of employee id', 'employeeId', '1'.repeat(17)],
    ['no display name', 'displayName', null],
    ['no mail', 'mail', null],
    ['no usage location', 'usageLocation', null],
    ['two business phones', 'businessPhones', ['+1', '+2']],
    ['a language that is none', 'preferredLanguage', 'English (US)'],
  ])('refuses %s and takes nothing of the request', async (_what, name, value) => {
    const reply = patch('jane@contoso.com', { surname: 'Changed', [name]: value });
    expect(await errorOf(reply)).toEqual([
      400,
      'Request_BadRequest',
      `Invalid value specified for property '${name}' of resource 'User'.`,
    ]);
    expect((await tenant.state('?user=jane@contoso.com')).user.surname).not.toBe('Changed');
  });

  test.each([
    ['department', 'd'.repeat(64)],
    ['jobTitle', 'j'.repeat(128)],
    ['displayName', 'n'.repeat(256)],
    ['preferredLanguage', 'sr-Latn-RS'],
  ])('takes the longest %s', async (name, value) => {
    expect((await patch('jane@contoso.com', { [name]: value })).status).toBe(204);
  });

  test('refuses read-only and unknown properties', async () => {
    const readOnly = await errorOf(patch('jane@contoso.com', { onPremisesSyncEnabled: false }));
    expect(readOnly[2]).toBe(`Property 'onPremisesSyncEnabled' is read-only and cannot be set.`);
    expect((await patch('jane@contoso.com', { shoeSize: '43' })).status).toBe(400);
  });

  test('refuses any on-premises attribute of a synced user', async () => {
    const reply = patch('synced.sam@contoso.com', { jobTitle: 'X', usageLocation: 'DE' });
    expect((await errorOf(reply))[2]).toMatch(/^Unable to update the specified properties for on-/);
    expect((await patch('synced.sam@contoso.com', { usageLocation: 'DE' })).status).toBe(204);
  });

  test('a phone of an administrator fails the whole request', async () => {
    const reply = patch('admin.ada@contoso.com', { jobTitle: 'CTO', mobilePhone: '+1' });
    expect((await errorOf(reply)).slice(0, 2)).toEqual([403, 'Authorization_RequestDenied']);
    expect((await tenant.state('?user=admin.ada@contoso.com')).user.jobTitle).toBeNull();
    expect((await patch('admin.ada@contoso.com', { jobTitle: 'CTO' })).status).toBe(204);
  });

  test('what SharePoint keeps is refused with a 500, and with a 400 among other properties', async () => {
    expect(await errorOf(patch('jane@contoso.com', { skills: ['a'] }))).toEqual([
      500,
      '-1, Microsoft.Office.Server.Directory.DirectoryObjectUnauthorizedAccessException',
      'Attempted to perform an unauthorized operation.',
    ]);
    const mixed = patch('jane@contoso.com', { aboutMe: 'x', jobTitle: 'y' });
    expect((await errorOf(mixed)).slice(0, 2)).toEqual([400, 'BadRequest']);
  });

  test('a UPN is changed only to a free one of a verified domain', async () => {
    const { id } = (await tenant.graph('/users/jane@contoso.com')).json();
    await tenant.graph('/users/joe@contoso.com');
    const change = (userPrincipalName: string) => patch(String(id), { userPrincipalName });
    expect((await change('joe@contoso.com')).text).toContain('already exists');
    expect((await change('jane@elsewhere.com')).status).toBe(400);
    expect((await change('jane.new@contoso.com')).status).toBe(204);
    expect((await tenant.graph('/users/jane.new@contoso.com')).json().id).toBe(id);
  });

  test('a new mail address becomes the primary one and the old one stays', async () => {
    await patch('jane@contoso.com', { mail: 'jane.new@contoso.com' });
    const { user } = await tenant.state('?user=jane@contoso.com');
    expect(user.proxyAddresses).toEqual(['SMTP:jane.new@contoso.com', 'smtp:jane@contoso.com']);
    expect(await filtered(`mail eq 'jane.new@contoso.com'`)).toEqual(['jane@contoso.com']);
  });

  test('a mail address of somebody else is refused', async () => {
    await tenant.graph('/users/joe@contoso.com');
    const refused = patch('jane@contoso.com', { mail: 'joe@contoso.com' });
    expect((await errorOf(refused))[2]).toContain('already exists');
    expect(await filtered(`mail eq 'joe@contoso.com'`)).toEqual(['joe@contoso.com']);
  });

  test('needs a JSON body', async () => {
    const sent = { method: 'PATCH', body: '{"jobTitle":', headers: {} };
    expect((await tenant.graph('/users/jane@contoso.com', sent)).status).toBe(400);
    const headers = { 'Content-Type': 'text/plain' };
    const plain = { method: 'PATCH', body: { jobTitle: 'x' }, headers };
    expect((await tenant.graph('/users/jane@contoso.com', plain)).status).toBe(400);
  });

  test('a read may lag behind a write when told to', async () => {
    await tenant.control({ graphReadLagMs: 3_600_000 });
    await patch('jane@contoso.com', { department: 'New' });
    const read = await tenant.graph('/users/jane@contoso.com?$select=department');
    expect(read.json().department).toBeNull();
    expect((await tenant.state('?user=jane@contoso.com')).user.department).toBe('New');
  });
});

describe('tokens at Graph', () => {
  const claims = { aud: 'https://graph.microsoft.com', roles: ['User.Read.All'] };

  async function withToken(mint: Json): Promise<Reply> {
    const { token } = await tenant.control({ mint });
    const headers = { Authorization: `Bearer ${String(token)}` };
    return tenant.graph('/users/jane@contoso.com', { headers });
  }

  test('a fitting token is let in', async () => {
    expect((await withToken({ claims })).status).toBe(200);
  });

  test.each([
    ['for another audience', { claims: { ...claims, aud: 'api://profile-sync' } }],
    ['that has expired', { claims: { ...claims, exp: 1 } }],
    ['of another tenant', { claims: { ...claims, tid: 'other' } }],
    ['with a foreign signature', { claims, signature: 'foreign' }],
    ['without a signature', { claims, signature: 'none' }],
    ['signed with the public key as a secret', { claims, signature: 'hmac' }],
  ])('a token %s is refused with 401', async (_what, mint) => {
    const [status, code] = await errorOf(withToken(mint));
    expect([status, code]).toEqual([401, 'InvalidAuthenticationToken']);
  });

  test('a token whose key is no longer published is refused, also when it was let in before', async () => {
    expect((await tenant.graph('/users/jane@contoso.com')).status).toBe(200);
    await tenant.control({ keys: { rotate: true, keepOld: false } });
    expect((await tenant.graph('/users/jane@contoso.com')).status).toBe(401);
  });

  test('no token at all is refused with 401', async () => {
    const reply = await tenant.graph('/users/jane@contoso.com', { headers: { Authorization: '' } });
    expect(reply.json().error.message).toBe('Access token is empty.');
    expect(reply.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  test('reading and writing need their roles', async () => {
    await tenant.control({ roles: { graph: ['Sites.ReadWrite.All'] } });
    tenant.forgetTokens();
    expect((await tenant.graph('/users/jane@contoso.com')).status).toBe(403);
    await tenant.control({ roles: { graph: ['User.Read.All'] } });
    tenant.forgetTokens();
    expect((await tenant.graph('/users/jane@contoso.com')).status).toBe(200);
    expect((await patch('jane@contoso.com', { jobTitle: 'x' })).status).toBe(403);
  });
});
