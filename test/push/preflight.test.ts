import { describe, expect, it } from '@jest/globals';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import { finding, NOW, PreflightWorld } from './preflight-world';

const GRAPH_USERS_READ = 'df021288-bdef-4463-88db-98f22de89214';
const USERS_WRITE = '741f803b-c850-494e-b5df-cde7c675a1ca';

function listed(...names: readonly string[]) {
  return names.map((userPrincipalName) => ({
    objectId: `id-${userPrincipalName}`,
    userPrincipalName,
    onPremisesSync: false,
  }));
}

function refused(): RetryLaterError {
  return new RetryLaterError('TenantRefused', 'The app is refused.', { retryAt: NOW + 300_000 });
}

describe('a pre-flight in which nothing is amiss', () => {
  it('S8: says that all is ready, check by check and property by property', async () => {
    const report = await new PreflightWorld().run();
    expect(report.ready).toBe(true);
    expect(report.checks.map(({ check, status }) => `${check} ${status}`)).toEqual([
      'graphToken ok',
      'graphRoles ok',
      'sharePointToken ok',
      'sharePointRoles ok',
      'users ok',
      'site ok',
      'profile ok',
    ]);
    expect(report.properties).toHaveLength(10);
  });

  it('S8: writes nothing', async () => {
    const world = new PreflightWorld();
    world.resolved = [];
    world.tenant.everybody.push(...listed('anna@contoso.com'));
    await world.run();
    expect(world.tenant.calls.map(({ name }) => name)).toEqual(['list', 'readNames']);
  });

  it('gives the lanes back', async () => {
    const world = new PreflightWorld();
    await world.run();
    expect((await world.lanes.acquire('graph')).kind).toBe('mine');
    expect((await world.lanes.acquire('sharePoint')).kind).toBe('mine');
  });
});

describe('the tokens of the app', () => {
  it('S60: lack roles that are named with their ids and their API', async () => {
    const world = new PreflightWorld();
    world.claims.graph = { roles: ['Sites.ReadWrite.All'] };
    world.claims.sharePoint = { roles: ['Sites.FullControl.All'] };
    const { graphRoles, sharePointRoles } = await world.checks();
    expect(graphRoles).toEqual(finding('failed', 'RoleMissing', 'Microsoft Graph'));
    expect(graphRoles?.message).toContain(`User.Read.All (${GRAPH_USERS_READ})`);
    expect(graphRoles?.message).toContain(`User.ReadWrite.All (${USERS_WRITE})`);
    expect(graphRoles?.steps?.[0]).toContain('00000003-0000-0000-c000-000000000000');
    expect(sharePointRoles).toEqual(finding('failed', 'RoleMissing', 'SharePoint Online'));
    expect(sharePointRoles?.message).toContain(`User.ReadWrite.All (${USERS_WRITE})`);
    expect(sharePointRoles?.message).not.toContain('Sites.FullControl.All');
    expect(sharePointRoles?.steps?.[0]).toContain('00000003-0000-0ff1-ce00-000000000000');
  });

  it('need no role to write where writes to Entra are switched off', async () => {
    const world = new PreflightWorld();
    world.claims.graph = { roles: ['User.Read.All', 'Sites.ReadWrite.All'] };
    expect((await world.checks())['graphRoles']).toEqual(finding('failed', 'RoleMissing'));
    world.settings = { graphWrites: false };
    expect((await world.checks())['graphRoles']).toEqual(finding('ok'));
  });

  it('make no call that a missing role would have refused', async () => {
    const world = new PreflightWorld();
    world.claims.graph = { roles: ['User.ReadWrite.All'] };
    world.claims.sharePoint = { roles: ['User.ReadWrite.All'] };
    const { users, site, profile } = await world.checks();
    expect(users).toEqual(finding('ok'));
    expect(site).toEqual(finding('skipped', 'NotChecked', 'role is missing'));
    expect(profile).toEqual(finding('skipped', 'NotChecked', 'role is missing'));
    expect(world.tenant.calls.map(({ name }) => name)).toEqual(['list']);
  });

  it('may not be had for a client secret, for SharePoint refuses those', async () => {
    const world = new PreflightWorld();
    world.claims.graph['appidacr'] = '1';
    world.claims.sharePoint['appidacr'] = '1';
    const { graphRoles, sharePointRoles, profile } = await world.checks();
    expect(graphRoles).toEqual(finding('ok'));
    expect(sharePointRoles).toEqual(finding('failed', 'SecretNotAllowed'));
    expect(sharePointRoles?.steps?.join()).toMatch(/managed identity.*certificate/);
    expect(profile).toEqual(finding('skipped', 'NotChecked'));
  });

  it('may be of a form that only their API reads, and then the calls tell', async () => {
    const world = new PreflightWorld();
    world.getToken = () => Promise.resolve('opaque');
    const report = await world.run();
    expect(report.ready).toBe(true);
    const roles = report.checks.filter(({ check }) => check.endsWith('Roles'));
    expect(roles).toEqual([
      finding('warning', 'TokenUnreadable'),
      finding('warning', 'TokenUnreadable'),
    ]);
  });

  it.each([
    ['are refused', refused(), 'TokenRefused'],
    ['are not to be had', new SyncError('TenantUnavailable', 'Down.'), 'TenantUnavailable'],
  ])('that %s leave everything else unasked', async (_what, error, code) => {
    const world = new PreflightWorld();
    world.getToken = () => Promise.reject(error);
    const report = await world.run();
    expect(report.ready).toBe(false);
    expect(report.checks.map(({ code: one }) => one)).toEqual([
      code,
      'NotChecked',
      code,
      'NotChecked',
      'NotChecked',
      'NotChecked',
      'NotChecked',
    ]);
    expect(world.tenant.calls).toEqual([]);
  });

  it('are told to nobody', async () => {
    const world = new PreflightWorld();
    world.claims.graph = { roles: [], app_displayname: 'secret-name' };
    expect(JSON.stringify(await world.run())).not.toContain('secret-');
    world.getToken = () => Promise.reject(new SyncError('TenantUnavailable', 'secret-reason'));
    expect(JSON.stringify(await world.run())).not.toContain('secret-');
  });

  it('hide no defect of the product', async () => {
    const world = new PreflightWorld();
    world.getToken = () => Promise.reject(new TypeError('defect'));
    await expect(world.run()).rejects.toThrow('defect');
  });
});

describe('the site of the error file', () => {
  it.each([
    ['ready', 'ok', undefined],
    ['noFolder', 'warning', 'FolderMissing'],
    ['noSite', 'failed', 'SiteMissing'],
    ['refused', 'failed', 'SiteRefused'],
  ] as const)('S57: that is %s is a finding', async (site, status, code) => {
    const world = new PreflightWorld();
    world.site = site;
    const report = await world.run();
    expect(report.checks.find(({ check }) => check === 'site')).toEqual(finding(status, code));
    expect(report.ready).toBe(status !== 'failed');
  });
});

describe('a profile to compare with', () => {
  it('is that of somebody who was pushed, else of somebody in Entra', async () => {
    const world = new PreflightWorld();
    world.resolved = ['noprofile1@contoso.com'];
    world.tenant.everybody.push(...listed('a_b.com#EXT#@contoso.com', 'bert@contoso.com'));
    expect((await world.checks())['profile']).toEqual(finding('ok'));
    const asked = world.tenant.calls.filter(({ name }) => name === 'readNames');
    expect(asked.map(({ who }) => who)).toEqual(['noprofile1@contoso.com', 'bert@contoso.com']);
  });

  it('S40: is looked for three times', async () => {
    const world = new PreflightWorld();
    world.resolved = [];
    world.tenant.everybody.push(
      ...listed('noprofile1@x', 'noprofile2@x', 'noprofile3@x', 'anna@x'),
    );
    const report = await world.run();
    expect(report.checks.at(-1)).toEqual(finding('failed', 'ProfileMissing'));
    expect(world.tenant.requests.filter(({ name }) => name === 'readNames')).toHaveLength(3);
    expect(report.properties.at(-1)).toEqual(finding('skipped', 'NotChecked'));
  });

  it('is not to be had where nobody is known', async () => {
    const world = new PreflightWorld();
    world.resolved = [];
    expect((await world.checks())['profile']).toEqual(finding('skipped', 'NotChecked', 'nobody'));
  });
});

describe('a tenant that does not answer', () => {
  it.each(['graph', 'sharePoint'] as const)(
    'K9: is not called early when %s asked for a pause',
    async (host) => {
      const world = new PreflightWorld();
      const answer = await world.lanes.acquire(host);
      if (answer.kind !== 'mine') throw new Error('The lane is free.');
      await answer.lane.holdUntil(NOW + 60_000);
      await answer.lane.release();
      const report = await world.run();
      const later = report.checks.filter(({ status }) => status === 'skipped');
      expect(later.map(({ check }) => check)).toEqual(
        host === 'graph' ? ['users', 'site'] : ['profile'],
      );
      for (const one of later) {
        expect(one).toEqual(finding('skipped', 'Throttled', '2026-01-05T08:01:00.000Z'));
      }
      expect(report.ready).toBe(false);
      const others = host === 'graph' ? ['readNames'] : ['list'];
      expect(world.tenant.calls.map(({ name }) => name)).toEqual(others);
    },
  );

  it('K9: is not called while somebody else has its lane', async () => {
    const world = new PreflightWorld();
    await world.lanes.acquire('sharePoint');
    expect((await world.checks())['profile']).toEqual(finding('skipped', 'Throttled', '08:00:0'));
  });

  it('K9: is left alone by everybody when it asks the pre-flight for a pause', async () => {
    const world = new PreflightWorld();
    world.tenant.onRequest = ({ name }) => {
      if (name !== 'list') return;
      throw new RetryLaterError('Throttled', 'A pause.', { retryAt: NOW + 30_000 });
    };
    const { users, site } = await world.checks();
    expect(users).toEqual(finding('skipped', 'Throttled', '08:00:30'));
    expect(site).toEqual(finding('skipped', 'Throttled'));
    expect((await world.lanes.acquire('graph')).kind).toBe('closed');
  });

  it.each([
    ['refuses the app', refused(), 'TenantRefused'],
    ['is down', new SyncError('TenantUnavailable', 'No answer.'), 'TenantUnavailable'],
  ])('and %s is a finding', async (_what, error, code) => {
    const world = new PreflightWorld();
    world.tenant.onRequest = () => {
      throw error;
    };
    const { users, profile } = await world.checks();
    expect(users).toEqual(finding('failed', code, error.message));
    expect(profile).toEqual(finding('failed', code, error.message));
  });

  it('hides no failure of the storage', async () => {
    const world = new PreflightWorld();
    world.tenant.onRequest = () => {
      throw new SyncError('StorageUnavailable', 'Down.');
    };
    await expect(world.run()).rejects.toMatchObject({ code: 'StorageUnavailable' });
    expect((await world.lanes.acquire('graph')).kind).toBe('mine');
  });
});
