import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RetryLaterError } from '../../shared/model/sync-error';
import { startTenantAdapters, type TenantAdapters } from './tenant-adapters';

let world: TenantAdapters;

beforeAll(async () => {
  world = await startTenantAdapters();
});
afterEach(async () => {
  world.tenant.forgetTokens();
  await world.tenant.control({ reset: true });
});
afterAll(() => world.stop());

async function idOf(upn: string): Promise<string> {
  const user = await world.directory.findByPrincipalName(upn);
  if (user === undefined) throw new Error(`${upn} is not there.`);
  return user.objectId;
}

async function attributesOf(upn: string): Promise<Record<string, unknown>> {
  const { user } = (await world.tenant.state(`?user=${encodeURIComponent(upn)}`)) as {
    user: Record<string, unknown>;
  };
  return user;
}

async function graphCounts(): Promise<{ total: number; undecorated: number; early: number }> {
  const state = (await world.tenant.state('/counts')) as {
    requests: { graph: { total: number; undecorated: number } };
    earlyCalls: { graph: number };
  };
  const { total, undecorated } = state.requests.graph;
  return { total, undecorated, early: state.earlyCalls.graph };
}

describe('looking people up', () => {
  it('finds a user by principal name, whatever is in it', async () => {
    const guest = 'a_b.com#EXT#@contoso.onmicrosoft.com';
    const quote = "o'neil@contoso.com";
    for (const upn of ['anna@contoso.com', guest, quote]) {
      expect(await world.directory.findByPrincipalName(upn)).toEqual({
        objectId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        userPrincipalName: upn,
        onPremisesSync: false,
      });
    }
    expect(await graphCounts()).toEqual({ total: 3, undecorated: 0, early: 0 });
  });

  it('finds a user by mail, quotes and signs of an address included', async () => {
    for (const mail of ['anna@contoso.com', "o'neil@contoso.com", 'a+b&c#d@contoso.com']) {
      expect(await world.directory.findByMail(mail)).toMatchObject({ userPrincipalName: mail });
    }
  });

  it('knows who comes from on-premises', async () => {
    expect(await world.directory.findByPrincipalName('synced.one@contoso.com')).toMatchObject({
      onPremisesSync: true,
    });
  });

  it('finds nobody where there is nobody', async () => {
    expect(await world.directory.findByPrincipalName('unknown@contoso.com')).toBeUndefined();
    expect(await world.directory.findByMail('unknown@contoso.com')).toBeUndefined();
    expect(await world.directory.findByPrincipalName('x@elsewhere.example')).toBeUndefined();
  });

  it('waits for an administrator when the app may not look anybody up', async () => {
    await world.tenant.control({ roles: { graph: [] } });
    world.tenant.forgetTokens();
    await expect(world.directory.findByPrincipalName('anna@contoso.com')).rejects.toMatchObject({
      code: 'TenantRefused',
      retryAt: expect.any(Number),
    });
  });
});

describe('changing users', () => {
  it('sets attributes and leaves the others', async () => {
    const id = await idOf('anna@contoso.com');
    expect(await world.directory.update(id, { jobTitle: 'Boss', department: 'X' })).toEqual({
      kind: 'sent',
    });
    expect(await world.directory.update(id, { businessPhones: ['+49 1'] })).toEqual({
      kind: 'sent',
    });
    expect(await world.directory.update(id, { department: null })).toEqual({ kind: 'sent' });
    expect(await attributesOf('anna@contoso.com')).toMatchObject({
      jobTitle: 'Boss',
      department: null,
      businessPhones: ['+49 1'],
    });
  });

  it('clears a phone with an empty list', async () => {
    const id = await idOf('anna@contoso.com');
    await world.directory.update(id, { businessPhones: ['+49 1'] });
    expect(await world.directory.update(id, { businessPhones: [] })).toEqual({ kind: 'sent' });
    expect(await attributesOf('anna@contoso.com')).toMatchObject({ businessPhones: [] });
  });

  it.each([
    ['a value that is too long', 'anna@contoso.com', { jobTitle: 'x'.repeat(129) }, 'ValueRefused'],
    ['somebody from on-premises', 'synced@contoso.com', { jobTitle: 'x' }, 'PropertyNotEditable'],
    ['phones of an administrator', 'admin@contoso.com', { mobilePhone: '1' }, 'TenantRefused'],
  ])('is told no for %s, as data', async (_what, upn, values, code) => {
    const answer = await world.directory.update(await idOf(upn), values);
    expect(answer).toMatchObject({ kind: 'refused', code });
  });

  it('is told no by a 500 that SharePoint has sent for an attribute it keeps, without asking again', async () => {
    const id = await idOf('anna@contoso.com');
    await world.tenant.control({ fault: { target: 'graph', kind: '500-permanent', count: 1 } });
    const answer = await world.directory.update(id, { jobTitle: 'x' });
    expect(answer).toMatchObject({ kind: 'refused', code: 'PropertyNotEditable' });
    expect(await graphCounts()).toMatchObject({ total: 2 });
  });

  it('is told that a user is gone', async () => {
    const answer = await world.directory.update('11111111-2222-4333-8444-555555555555', {
      jobTitle: 'x',
    });
    expect(answer).toMatchObject({ kind: 'refused', code: 'IdentityNotResolvable' });
  });
});

describe('a Graph that is busy', () => {
  it.each([
    ['whole seconds', '5', 5_000],
    ['decimal seconds', '2.128', 2_128],
    ['nothing at all', null, 30_000],
  ])('D5: is left alone at once when it asks for it with %s', async (_what, retryAfter, wait) => {
    await world.tenant.control({ throttle: { target: 'graph', count: 1, retryAfter } });
    const before = Date.now();
    const error: unknown = await world.directory.findByPrincipalName('anna@contoso.com').then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RetryLaterError);
    expect((error as RetryLaterError).code).toBe('Throttled');
    expect((error as RetryLaterError).retryAt).toBeGreaterThanOrEqual(before + wait);
    expect(await graphCounts()).toMatchObject({ total: 1, early: 0 });
  });

  it('D5: is left alone until the date that it names', async () => {
    const until = new Date(Date.now() + 90_000).toUTCString();
    await world.tenant.control({ throttle: { target: 'graph', status: 503, retryAfter: until } });
    await expect(world.directory.findByPrincipalName('anna@contoso.com')).rejects.toMatchObject({
      code: 'Throttled',
      retryAt: Date.parse(until),
    });
    expect(await graphCounts()).toMatchObject({ total: 1 });
  });

  it('is asked again after a moment when it names no time', async () => {
    await world.tenant.control({ throttle: { target: 'graph', status: 503, retryAfter: null } });
    expect(await world.directory.findByPrincipalName('anna@contoso.com')).toBeDefined();
    expect(await graphCounts()).toMatchObject({ total: 2 });
  });

  it.each(['reset-before', 'reset-after', 'html'])(
    'T12: is unavailable when the answer is cut or not its own (%s)',
    async (kind) => {
      const id = await idOf('anna@contoso.com');
      await world.tenant.control({ fault: { target: 'graph', kind } });
      await expect(world.directory.update(id, { jobTitle: 'x' })).rejects.toMatchObject({
        code: 'TenantUnavailable',
      });
    },
  );
});
