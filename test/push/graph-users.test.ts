import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RetryLaterError } from '../../shared/model/sync-error';
import type { EntraValues, FindAnswer, UpdateAnswer } from '../../shared/push/directory-users';
import type { IdentityAddress } from '../../shared/push/identity-addresses';
import { describeDirectoryUsers } from '../contract/directory-users.contract';
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

async function find(...upns: string[]): Promise<readonly FindAnswer[]> {
  return world.directory.find(upns.map((text) => ({ kind: 'principalName', text })));
}

async function idOf(upn: string): Promise<string> {
  const [answer] = await find(upn);
  if (answer?.kind !== 'found') throw new Error(`${upn} is not there.`);
  return answer.user.objectId;
}

async function update(objectId: string, values: EntraValues): Promise<UpdateAnswer | undefined> {
  const [answer] = await world.directory.update([{ objectId, values }]);
  return answer;
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

async function rejectionOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

describeDirectoryUsers('Entra by Microsoft Graph', () =>
  Promise.resolve({
    directory: world.directory,
    attributesOf,
    list: (upns) =>
      world.tenant.control({ users: upns.map((userPrincipalName) => ({ userPrincipalName })) }),
    throttleOne: () => world.tenant.control({ throttle: { target: 'graph', retryAfter: '5' } }),
  }),
);

describe('looking people up', () => {
  it('finds twenty by one request, whatever is in their names', async () => {
    const upns = ['a_b.com#EXT#@contoso.onmicrosoft.com', "o'neil@contoso.com", '$x@contoso.com'];
    const others = Array.from({ length: 17 }, (_one, index) => `p${String(index)}@contoso.com`);
    const asked = [...upns, ...others];
    expect(await find(...asked)).toEqual(
      asked.map((userPrincipalName) => ({
        kind: 'found',
        user: {
          objectId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          userPrincipalName,
          onPremisesSync: false,
        },
      })),
    );
    expect(await graphCounts()).toEqual({ total: 1, undecorated: 0, early: 0 });
  });

  it('finds by mail, quotes and signs of an address included', async () => {
    const mails = ['anna@contoso.com', "o'neil@contoso.com", 'a+b&c#d@contoso.com'];
    const answers = await world.directory.find(mails.map((text) => ({ kind: 'mail', text })));
    expect(answers).toMatchObject(
      mails.map((userPrincipalName) => ({ kind: 'found', user: { userPrincipalName } })),
    );
  });

  const nobody: IdentityAddress[] = [
    { kind: 'principalName', text: 'unknown@contoso.com' },
    { kind: 'mail', text: 'unknown@contoso.com' },
    { kind: 'principalName', text: 'x@elsewhere.example' },
    { kind: 'principalName', text: `${'x'.repeat(20_000)}@contoso.com` },
  ];
  it.each(nobody)('finds nobody where there is nobody (%#)', async (address) => {
    expect(await world.directory.find([address])).toEqual([{ kind: 'nobody' }]);
  });
});

describe('changing users', () => {
  it.each([
    ['a value that is too long', 'anna@contoso.com', { jobTitle: 'x'.repeat(129) }, 'ValueRefused'],
    ['one that no request can hold', 'anna@contoso.com', { city: 'x'.repeat(2e5) }, 'ValueRefused'],
    ['somebody from on-premises', 'synced@contoso.com', { jobTitle: 'x' }, 'PropertyNotEditable'],
    ['phones of an administrator', 'admin@contoso.com', { mobilePhone: '1' }, 'TenantRefused'],
  ])('is told no for %s, as data', async (_what, upn, values, code) => {
    expect(await update(await idOf(upn), values)).toMatchObject({ kind: 'refused', code });
  });

  it('is told no by a 500 that SharePoint has sent for an attribute it keeps, without asking again', async () => {
    const id = await idOf('anna@contoso.com');
    await world.tenant.control({ fault: { target: 'graph', kind: '500-permanent', count: 1 } });
    expect(await update(id, { jobTitle: 'x' })).toMatchObject({
      kind: 'refused',
      code: 'PropertyNotEditable',
    });
    expect(await graphCounts()).toMatchObject({ total: 2 });
  });

  it('tells each item what became of it', async () => {
    const [anna, admin] = [await idOf('anna@contoso.com'), await idOf('admin@contoso.com')];
    const gone = '11111111-2222-4333-8444-555555555555';
    const answers = await world.directory.update([
      { objectId: gone, values: { jobTitle: 'x' } },
      { objectId: anna, values: { jobTitle: 'Boss' } },
      { objectId: anna, values: { city: 'x'.repeat(2e5) } },
      { objectId: admin, values: { mobilePhone: '1' } },
      { objectId: anna, values: { mobilePhone: '1' } },
    ]);
    expect(answers).toMatchObject([
      { kind: 'refused', code: 'IdentityNotResolvable' },
      { kind: 'sent' },
      { kind: 'refused', code: 'ValueRefused' },
      { kind: 'refused', code: 'TenantRefused' },
      { kind: 'sent' },
    ]);
  });
});

describe('an app that Graph does not let in', () => {
  const READ = 'User.Read.All (df021288-bdef-4463-88db-98f22de89214) of Microsoft Graph.';
  const WRITE = 'User.ReadWrite.All (741f803b-c850-494e-b5df-cde7c675a1ca) of Microsoft Graph.';

  it('is told the role that it lacks to look people up', async () => {
    await world.tenant.control({ roles: { graph: [] } });
    const error = { code: 'TenantRefused', message: expect.stringContaining(READ) };
    await expect(find('anna@contoso.com')).rejects.toMatchObject(error);
    await expect(world.directory.list()).rejects.toMatchObject(error);
  });

  it('is told the role that it lacks to change anybody, and waits', async () => {
    await world.tenant.control({ roles: { graph: ['User.Read.All'] } });
    const id = await idOf('anna@contoso.com');
    const error = await rejectionOf(update(id, { jobTitle: 'x' }));
    expect(error).toBeInstanceOf(RetryLaterError);
    expect(error).toMatchObject({
      code: 'TenantRefused',
      message: `Microsoft Graph refuses the app: its token lacks the application role ${WRITE}`,
    });
  });

  it('waits, too, when its token is not accepted', async () => {
    const token = await world.tenant.appToken('https://graph.microsoft.com');
    await world.tenant.control({ keys: { rotate: true, keepOld: false } });
    const error = await rejectionOf(find('anna@contoso.com'));
    expect(error).toMatchObject({
      code: 'TenantRefused',
      message: expect.stringContaining('has every application role'),
    });
    expect((error as Error).message).not.toContain(token);
  });

  it('may have its token for a client secret', async () => {
    const address = { kind: 'principalName', text: 'anna@contoso.com' } as const;
    expect(await world.withSecret.directory.find([address])).toMatchObject([{ kind: 'found' }]);
  });
});

describe('a Graph that is busy', () => {
  const WAITS = [
    ['whole seconds', '5', 5_000],
    ['decimal seconds', '2.128', 2_128],
    ['nothing at all', null, 30_000],
  ] as const;

  it.each(WAITS)('D5: is left alone at once when it says %s', async (_what, retryAfter, wait) => {
    await world.tenant.control({ throttle: { target: 'graphBatch', retryAfter } });
    const before = Date.now();
    const error = await rejectionOf(find('anna@contoso.com'));
    expect(error).toBeInstanceOf(RetryLaterError);
    expect((error as RetryLaterError).code).toBe('Throttled');
    expect((error as RetryLaterError).retryAt).toBeGreaterThanOrEqual(before + wait);
    expect(await graphCounts()).toMatchObject({ total: 1, early: 0 });
  });

  it.each(WAITS)('D5: says %s of an item', async (_what, retryAfter, wait) => {
    await world.tenant.control({ throttle: { target: 'graph', retryAfter } });
    const before = Date.now();
    const [answer] = await find('anna@contoso.com');
    expect(answer).toEqual({ kind: 'later', retryAt: expect.any(Number) });
    expect(answer?.kind === 'later' ? answer.retryAt : 0).toBeGreaterThanOrEqual(before + wait);
    expect(await graphCounts()).toMatchObject({ total: 1, early: 0 });
  });

  it('D5: is left alone until the date that it names', async () => {
    const until = new Date(Date.now() + 90_000).toUTCString();
    const throttle = { target: 'graph', status: 503, retryAfter: until };
    await world.tenant.control({ throttle });
    expect(await find('anna@contoso.com')).toEqual([{ kind: 'later', retryAt: Date.parse(until) }]);
    await world.tenant.control({ throttle: { ...throttle, target: 'graphBatch' } });
    const error = { code: 'Throttled', retryAt: Date.parse(until) };
    await expect(find('anna@contoso.com')).rejects.toMatchObject(error);
  });

  const BUSY = { target: 'graphBatch', status: 503, retryAfter: null };

  it('is asked again after a moment when it names no time', async () => {
    await world.tenant.control({ throttle: BUSY });
    expect(await find('anna@contoso.com')).toMatchObject([{ kind: 'found' }]);
    expect(await graphCounts()).toMatchObject({ total: 2 });
  });

  it('K9: is not told a change again, which could come late and undo a newer one', async () => {
    const id = await idOf('anna@contoso.com');
    await world.tenant.control({ throttle: BUSY });
    await expect(update(id, { jobTitle: 'x' })).rejects.toMatchObject({
      code: 'TenantUnavailable',
    });
    expect(await graphCounts()).toMatchObject({ total: 2 });
  });

  it.each(['reset-before', 'reset-after', 'html'])(
    'T12: is unavailable when the answer is cut or not its own (%s)',
    async (kind) => {
      const id = await idOf('anna@contoso.com');
      await world.tenant.control({ fault: { target: 'graph', kind } });
      await expect(update(id, { jobTitle: 'x' })).rejects.toMatchObject({
        code: 'TenantUnavailable',
      });
    },
  );
});
