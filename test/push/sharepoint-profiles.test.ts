import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RetryLaterError } from '../../shared/model/sync-error';
import { describeProfileWriter } from '../contract/profile-writer.contract';
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

const anna = (property: string): { userPrincipalName: string; property: string } => ({
  userPrincipalName: 'anna@contoso.com',
  property,
});

async function counts(): Promise<{ total: number; undecorated: number; early: number }> {
  const state = (await world.tenant.state('/counts')) as {
    requests: { peopleManager: { total: number; undecorated: number } };
    earlyCalls: { peopleManager: number };
  };
  const { total, undecorated } = state.requests.peopleManager;
  return { total, undecorated, early: state.earlyCalls.peopleManager };
}

describeProfileWriter('profiles by the people manager', () =>
  Promise.resolve({
    profiles: world.profiles,
    valueOf: async (upn, property) => (await world.tenant.profile(upn))[property] ?? '',
  }),
);

describe('writing SharePoint profiles', () => {
  it.each([
    "o'neil@contoso.com",
    'a_b.com#EXT#@contoso.onmicrosoft.com',
    'josé@contoso.com',
    'a"b\\c@contoso.com',
  ])('T12: writes to the right profile of %s', async (userPrincipalName) => {
    const text = 'Größe "ß" \\ \u2028 🎉 ';
    const where = { userPrincipalName, property: 'AudienceDepartment' };
    expect(await world.profiles.setSingle(where, text)).toEqual({ kind: 'sent' });
    const state = (await world.tenant.state(`?user=${encodeURIComponent(userPrincipalName)}`)) as {
      profile: Record<string, string>;
    };
    expect(state.profile).toMatchObject({ AudienceDepartment: text });
  });

  it.each([
    ['S7: a property that does not exist', 'NoSuchProperty', 'x', 'PropertyMissing'],
    ['S7: a property in another spelling', 'cellphone', 'x', 'PropertyMissing'],
    ['S60: a property that Entra masters', 'Title', 'x', 'PropertyNotEditable'],
    ['a value that does not fit', 'StartDate', 'tomorrow', 'ValueRefused'],
    ['a term that does not exist', 'SPS-Location', 'Atlantis', 'ValueRefused'],
  ])('is told no for %s, after one call', async (_what, property, value, code) => {
    const answer = await world.profiles.setSingle(anna(property), value);
    expect(answer).toMatchObject({ kind: 'refused', code });
    expect(answer).not.toHaveProperty('unknown');
    expect(JSON.stringify(answer)).not.toContain(value === 'x' ? '"x"' : value);
    expect(await counts()).toEqual({ total: 1, undecorated: 0, early: 0 });
  });

  it('says so when the reason is one that nobody knows', async () => {
    await world.tenant.control({ fault: { target: 'peopleManager', kind: '500-permanent' } });
    expect(await world.profiles.setSingle(anna('CellPhone'), '1')).toEqual({
      kind: 'refused',
      code: 'TenantRefused',
      message: expect.stringContaining('UserProfileException'),
      unknown: true,
    });
  });
});

describe('reading the names of a profile', () => {
  it.each(["o'neil@contoso.com", 'a_b.com#EXT#@contoso.onmicrosoft.com', 'josé@contoso.com'])(
    'T12: finds the profile of %s',
    async (upn) => {
      const names = await world.profiles.readNames(upn);
      expect(names).toContain('SPS-Skills');
      expect(names?.size).toBeGreaterThan(20);
      expect(await counts()).toEqual({ total: 1, undecorated: 0, early: 0 });
    },
  );
});

describe('a SharePoint that cannot or will not', () => {
  const [full, users] = [
    'Sites.FullControl.All (678536fe-1083-478a-9c59-b99265e6b0d3)',
    'User.ReadWrite.All (741f803b-c850-494e-b5df-cde7c675a1ca)',
  ];
  it.each([
    [['Sites.FullControl.All'], `role ${users}`],
    [['User.ReadWrite.All'], `role ${full}`],
    [[], `roles ${full} and ${users}`],
  ])('waits for an administrator when it has only the roles %j', async (sharePoint, missing) => {
    await world.tenant.control({ roles: { sharePoint } });
    await expect(world.profiles.setSingle(anna('CellPhone'), '1')).rejects.toMatchObject({
      code: 'TenantRefused',
      message: `SharePoint refuses the app: its token lacks the application ${missing} of Office 365 SharePoint Online.`,
      retryAt: expect.any(Number),
    });
  });

  it('does not read for an app that lacks the role for it', async () => {
    await world.tenant.control({ roles: { sharePoint: ['Sites.FullControl.All'] } });
    await expect(world.profiles.readNames('anna@contoso.com')).rejects.toMatchObject({
      code: 'TenantRefused',
      message: expect.stringContaining(`role ${users}`),
    });
  });

  it('takes no token that was had for a client secret, and says what it needs', async () => {
    const { profiles } = world.withSecret;
    await expect(profiles.setSingle(anna('CellPhone'), '1')).rejects.toMatchObject({
      code: 'TenantRefused',
      message: expect.stringContaining('a certificate or a managed identity'),
    });
  });

  it.each([
    [429, '31', 31_000],
    [503, '7', 7_000],
    [429, null, 30_000],
  ])('D5: is left alone after %s with Retry-After %s', async (status, retryAfter, wait) => {
    await world.tenant.control({ throttle: { target: 'peopleManager', status, retryAfter } });
    const before = Date.now();
    const error: unknown = await world.profiles.setSingle(anna('CellPhone'), '1').then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RetryLaterError);
    expect((error as RetryLaterError).retryAt).toBeGreaterThanOrEqual(before + wait);
    expect(await counts()).toMatchObject({ total: 1, early: 0 });
  });

  it.each([
    ['reset-before', 502],
    ['reset-after', 502],
    ['html', 502],
    ['html', 200],
  ])('is unavailable when the answer is cut or not its own (%s %s)', async (kind, status) => {
    await world.tenant.control({ fault: { target: 'peopleManager', kind, status } });
    await expect(world.profiles.setSingle(anna('CellPhone'), '1')).rejects.toMatchObject({
      code: 'TenantUnavailable',
    });
    expect(await counts()).toMatchObject({ total: 1 });
  });
});
