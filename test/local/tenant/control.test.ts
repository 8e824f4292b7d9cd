import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { account, TenantClient, tenantId } from './tenant-client';

let tenant: TenantClient;

beforeAll(async () => {
  tenant = await TenantClient.start();
});

afterEach(async () => {
  await tenant.control({ reset: true, clock: 'reset' });
  tenant.offsets.length = 0;
});

afterAll(() => tenant.close());

describe('people', () => {
  test('have the same object id in every tenant server', async () => {
    const other = await TenantClient.start();
    const ids = await Promise.all(
      [tenant, other].map(async (one): Promise<unknown> => {
        return (await one.graph('/users/jane@contoso.com')).json().id;
      }),
    );
    await other.close();
    expect(ids[0]).toBe(ids[1]);
  });

  test('do not come into being when that is switched off', async () => {
    await tenant.control({ autoCreate: false, users: [{ userPrincipalName: 'joe@contoso.com' }] });
    expect((await tenant.graph('/users/jane@contoso.com')).status).toBe(404);
    expect((await tenant.graph('/users/joe@contoso.com')).status).toBe(200);
  });

  test('can be put with attributes and profile, in any domain, and taken away', async () => {
    const joe = { userPrincipalName: 'joe@fabrikam.com', department: 'R&D' };
    await tenant.control({ users: [{ ...joe, profile: { CellPhone: '+1' } }] });
    expect(await tenant.profile('joe@fabrikam.com')).toMatchObject({
      Department: 'R&D',
      CellPhone: '+1',
    });
    await tenant.control({ users: [{ userPrincipalName: 'joe@fabrikam.com', removed: true }] });
    expect((await tenant.graph('/users/joe@fabrikam.com')).status).toBe(404);
  });

  test('known already take what is put, in their profile as well', async () => {
    await tenant.profile('jane@contoso.com');
    await tenant.control({
      users: [{ userPrincipalName: 'jane@contoso.com', department: 'R&D', hasProfile: true }],
    });
    expect((await tenant.profile('jane@contoso.com'))['Department']).toBe('R&D');
  });

  test('keep their names: nobody is put under a name of somebody else', async () => {
    await tenant.graph('/users/jane@contoso.com');
    const joe = { userPrincipalName: 'joe@contoso.com', aliases: ['jane@contoso.com'] };
    const reply = await tenant.send('/_control', { method: 'POST', body: { users: [joe] } });
    expect(reply.json()).toEqual({ error: 'users: "jane@contoso.com" belongs to somebody else.' });
    const jane = { userPrincipalName: 'jane@contoso.com', removed: true };
    await tenant.control({ users: [jane, joe] });
    const found = (await tenant.graph('/users/jane@contoso.com')).json();
    expect(found.userPrincipalName).toBe('joe@contoso.com');
  });

  test('once removed stay away, also when seen again', async () => {
    await tenant.graph('/users/jane@contoso.com');
    await tenant.control({ users: [{ userPrincipalName: 'jane@contoso.com', removed: true }] });
    expect((await tenant.graph('/users/jane@contoso.com')).status).toBe(404);
  });

  test('may be one under two names, in Graph and in SharePoint', async () => {
    const aliases = ['jd@contoso.com'];
    await tenant.control({ users: [{ userPrincipalName: 'jane@contoso.com', aliases }] });
    const byUpn = (await tenant.graph('/users/jane@contoso.com')).json();
    const byAlias = (await tenant.graph('/users/jd@contoso.com')).json();
    const filter = encodeURIComponent(`mail eq 'jd@contoso.com'`);
    const byMail = (await tenant.graph(`/users?$filter=${filter}`)).json();
    expect([byAlias.id, byMail.value[0].id]).toEqual([byUpn.id, byUpn.id]);
    await tenant.setSingle(account('jd@contoso.com'), 'CellPhone', '+1');
    expect((await tenant.profile('jane@contoso.com'))['CellPhone']).toBe('+1');
  });

  test('are found under a second mail address by filter, not as a UPN', async () => {
    const jane = { userPrincipalName: 'jane@contoso.com', mail: 'jd@contoso.com' };
    await tenant.control({ users: [jane] });
    const filter = encodeURIComponent(`mail eq 'jd@contoso.com'`);
    const { value } = (await tenant.graph(`/users?$filter=${filter}`)).json();
    expect(value[0].userPrincipalName).toBe('jane@contoso.com');
    expect((await tenant.graph('/users/jd@contoso.com')).status).toBe(404);
  });
});

describe('the clock', () => {
  test.each([
    ['+24h', 86_400_000],
    ['-30m', -1_800_000],
    ['+PT24H', 86_400_000],
    ['+P1DT30M', 88_200_000],
    [{ offsetMs: 5 }, 5],
  ])('moves by %j', async (clock, offsetMs) => {
    const knobs = await tenant.control({ clock });
    expect(tenant.offsets).toEqual([offsetMs]);
    expect(knobs.clock.offsetMs).toBe(offsetMs);
  });

  test('adds one step to the other, and goes back on reset', async () => {
    for (const clock of ['+1h', '+1h', 'reset']) await tenant.control({ clock });
    expect(tenant.offsets).toEqual([3_600_000, 7_200_000, 0]);
  });

  test('keeps its place when people and knobs are reset', async () => {
    await tenant.control({ clock: '+1h' });
    expect((await tenant.control({ reset: true })).clock.offsetMs).toBe(3_600_000);
  });

  test('does not take what is no time', async () => {
    const body = { clock: 'tomorrow-ish' };
    expect((await tenant.send('/_control', { method: 'POST', body })).status).toBe(400);
    expect(tenant.offsets).toEqual([]);
  });
});

describe('control', () => {
  test('shows the knobs, and turns only those that are named', async () => {
    const before = (await tenant.send('/_control')).json();
    await tenant.control({ propagation: { delayMs: 7 } });
    const after = (await tenant.send('/_control')).json();
    expect(after.propagation).toEqual({ delayMs: 7, holdNulls: before.propagation.holdNulls });
    expect(after.roles).toEqual(before.roles);
  });

  test.each([
    [{ trottle: {} }],
    [{ fault: { target: 'token', kind: '500-permanent' } }],
    [{ users: [{ userPrincipalName: 'a@contoso.com', shoeSize: 43 }] }],
    ['{'],
  ])('refuses %j instead of passing over it', async (body) => {
    expect((await tenant.send('/_control', { method: 'POST', body })).status).toBe(400);
  });

  test('is not reachable through the hosts of Microsoft', async () => {
    for (const host of ['graph.microsoft.com', 'contoso.sharepoint.com', 'sts.windows.net']) {
      expect((await tenant.send('/_control', { host })).status).not.toBe(200);
      expect((await tenant.send('/_state', { host })).status).not.toBe(200);
    }
  });
});

describe('state', () => {
  test('shows whom the tenant knows and what their profiles hold', async () => {
    await tenant.setSingle(account('jane@contoso.com'), 'CellPhone', '+1');
    const { users, profiles } = await tenant.state();
    expect(users).toHaveLength(1);
    expect(users[0]).toMatchObject({ userPrincipalName: 'jane@contoso.com', hasProfile: true });
    expect(profiles[account('jane@contoso.com')]).toMatchObject({ CellPhone: '+1' });
  });

  test('shows one person, and looking brings nobody into being', async () => {
    expect((await tenant.send('/_state?user=jane@contoso.com')).status).toBe(404);
    await tenant.graph('/users/noprofile@contoso.com');
    const { user, profile } = await tenant.state('?user=noprofile@contoso.com');
    expect([user.hasProfile, profile]).toEqual([false, null]);
  });

  test('counts requests, and those without a decorated User-Agent', async () => {
    const headers = { 'User-Agent': 'NONISV|Contoso|ProfileSync/1.0' };
    await tenant.graph('/users/jane@contoso.com', { headers });
    await tenant.graph('/users/unknown@contoso.com');
    const counts = await tenant.state('/counts');
    const { requests, undecoratedUserAgents } = counts;
    expect(counts).not.toHaveProperty('users');
    expect(requests.graph).toMatchObject({
      total: 2,
      methods: { GET: 2 },
      kinds: { getUser: 2 },
      statuses: { 200: 1, 404: 1 },
      undecorated: 1,
    });
    expect(undecoratedUserAgents).toBe(1);
  });

  test('counts how often the signing keys were fetched', async () => {
    const path = `/${tenantId}/discovery/v2.0/keys`;
    await tenant.send(path, { host: 'login.microsoftonline.com' });
    await tenant.send(path);
    const { requests } = await tenant.state('/counts');
    expect(requests.login).toMatchObject({ total: 2, kinds: { keys: 2 }, statuses: { 200: 2 } });
  });

  test('keeps the last requests one by one, without their bodies', async () => {
    await tenant.setSingle(account('jane@contoso.com'), 'CellPhone', '+49 170');
    const requests = (await tenant.state('/requests')).requests as unknown[];
    expect(requests.at(-1)).toMatchObject({
      method: 'POST',
      host: 'contoso-admin.sharepoint.com',
      path: '/_api/SP.UserProfiles.PeopleManager/SetSingleValueProfileProperty',
      status: 200,
      target: 'peopleManager',
      kind: 'SetSingleValueProfileProperty',
    });
    expect(JSON.stringify(requests)).not.toContain('+49 170');
  });
});
