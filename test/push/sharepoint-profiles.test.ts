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

describe('writing SharePoint profiles', () => {
  it('S6: sets, changes and clears a single value', async () => {
    expect(await world.profiles.setSingle(anna('CellPhone'), '+49 1')).toEqual({ kind: 'sent' });
    expect(await world.tenant.profile('anna@contoso.com')).toMatchObject({ CellPhone: '+49 1' });
    expect(await world.profiles.setSingle(anna('CellPhone'), '')).toEqual({ kind: 'sent' });
    expect((await world.tenant.profile('anna@contoso.com'))['CellPhone'] ?? '').toBe('');
  });

  it('replaces all values of a multi-value property', async () => {
    await world.profiles.setMulti(anna('SPS-Skills'), ['java', 'sql']);
    await world.profiles.setMulti(anna('SPS-Skills'), ['typescript', 'sql']);
    expect(await world.tenant.profile('anna@contoso.com')).toMatchObject({
      'SPS-Skills': 'typescript|sql',
    });
    expect(await world.profiles.setMulti(anna('SPS-Skills'), [])).toEqual({ kind: 'sent' });
  });

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

  it('S40: is told that there is no profile', async () => {
    const where = { userPrincipalName: 'noprofile@contoso.com', property: 'CellPhone' };
    expect(await world.profiles.setSingle(where, '1')).toMatchObject({
      kind: 'refused',
      code: 'IdentityNotResolvable',
    });
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

describe('a SharePoint that cannot or will not', () => {
  it.each([
    ['a role is missing', { sharePoint: ['Sites.FullControl.All'] }],
    ['all roles are missing', { sharePoint: [] }],
  ])('waits for an administrator when %s', async (_what, roles) => {
    await world.tenant.control({ roles });
    world.tenant.forgetTokens();
    await expect(world.profiles.setSingle(anna('CellPhone'), '1')).rejects.toMatchObject({
      code: 'TenantRefused',
      message: expect.stringContaining('User.ReadWrite.All'),
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
