import { describe, expect, it } from '@jest/globals';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import type { UserProfile } from '../../shared/model/user-profile';
import { outcomes, PushWorld, START } from './push-world';
import { profileOf } from './routing-with';

const ANNA = 'anna@contoso.com';
const BERT = 'bert@contoso.com';
const HOUR = 3_600_000;

function person(upn: string, fields: UserProfile['fields'] = {}): UserProfile {
  return profileOf(upn, { fields: { upn, jobTitle: 'Boss', mobile: '2', ...fields } });
}

function errorsOf(answer: Awaited<ReturnType<PushWorld['push']>>): unknown[] {
  return answer.results.flatMap(({ person: { userId }, errors }) =>
    errors.map(({ code, property, warning }) => ({ userId, code, property, warning })),
  );
}

describe('a person who is not in the tenant', () => {
  it('S40: is a warning and waits, and an error when still missing 24 hours later', async () => {
    const upn = 'unknown@contoso.com';
    const world = new PushWorld();
    world.put(person(upn));
    const first = await world.push(upn);
    expect(outcomes(first)).toEqual({ [upn]: 'waiting' });
    expect(errorsOf(first)).toEqual([
      { userId: upn, code: 'IdentityNotResolvable', property: undefined, warning: true },
    ]);
    world.now = START + 24 * HOUR - 1;
    expect((await world.retry()).results).toEqual([]);
    world.now = START + 24 * HOUR;
    const second = await world.retry();
    expect(outcomes(second)).toEqual({ [upn]: 'failed' });
    expect(second.results[0]?.person).toMatchObject({ attempt: 2, submissionId: 'submission-1' });
    world.now = START + 100 * HOUR;
    expect((await world.retry()).results).toEqual([]);
  });

  it('S40: waits for the SharePoint profile, and what goes to Entra is sent at once', async () => {
    const upn = 'noprofile@contoso.com';
    const world = new PushWorld();
    world.put(person(upn, { audienceDepartment: 'X', phone: '1' }));
    const answer = await world.push(upn);
    expect(outcomes(answer)).toEqual({ [upn]: 'waiting' });
    expect(errorsOf(answer)).toHaveLength(1);
    expect(world.entra(upn)).toEqual({ jobTitle: 'Boss', businessPhones: ['1'] });
    expect(world.tenant.callsTo('peopleManager')).toHaveLength(1);
  });

  it('is found by another of their addresses when the first one is unknown', async () => {
    const world = new PushWorld();
    world.put(
      person('unknown@contoso.com', {
        loginName: 'i:0#.f|membership|anna@contoso.com',
      }),
    );
    expect(outcomes(await world.push('unknown@contoso.com'))).toEqual({
      'unknown@contoso.com': 'pushed',
    });
    expect(world.entra(ANNA)).toEqual({ jobTitle: 'Boss' });
  });

  it('without any address fails at once, without a call and without another try', async () => {
    const world = new PushWorld();
    world.put(profileOf('4711', { fields: { jobTitle: 'Boss', account: 'CONTOSO\\anna' } }));
    const answer = await world.push('4711');
    expect(outcomes(answer)).toEqual({ '4711': 'failed' });
    expect(errorsOf(answer)).toEqual([
      { userId: '4711', code: 'IdentityMissing', property: undefined, warning: undefined },
    ]);
    expect(world.tenant.calls).toEqual([]);
    expect(await world.retries.due(START + 100 * HOUR, 10)).toEqual([]);
  });
});

describe('a property that the tenant refuses', () => {
  it('S7: is an error that names person and property; the others are sent', async () => {
    const world = new PushWorld();
    world.tenant.refused.set('CellPhone', {
      kind: 'refused',
      code: 'PropertyMissing',
      message: 'No such property.',
    });
    world.put(person(ANNA, { audienceDepartment: 'Sales' }), person(BERT, { mobile: '' }));
    const answer = await world.push(ANNA, BERT);
    expect(outcomes(answer)).toEqual({ [ANNA]: 'failed', [BERT]: 'pushed' });
    expect(errorsOf(answer)).toEqual([
      { userId: ANNA, code: 'PropertyMissing', property: 'CellPhone', warning: undefined },
    ]);
    expect(world.sharePoint(ANNA)).toEqual({ AudienceDepartment: 'Sales' });
    expect(world.entra(ANNA)).toEqual({ jobTitle: 'Boss' });
  });

  it('S7: is tried again later and forgiven when it has come into being', async () => {
    const world = new PushWorld();
    world.tenant.refused.set('CellPhone', {
      kind: 'refused',
      code: 'PropertyMissing',
      message: 'No such property.',
    });
    world.put(person(ANNA));
    await world.push(ANNA);
    world.tenant.refused.clear();
    world.tenant.calls.length = 0;
    world.now += 24 * HOUR;
    expect(outcomes(await world.retry())).toEqual({ [ANNA]: 'pushed' });
    expect(world.tenant.calls.map(({ values }) => values)).toEqual([{ CellPhone: '2' }]);
  });

  it('of Entra fails alone, although Entra refuses the whole call', async () => {
    const world = new PushWorld();
    world.tenant.refused.set('department', {
      kind: 'refused',
      code: 'ValueRefused',
      message: 'Invalid value.',
    });
    world.put(person(ANNA, { department: 'X', location: 'Berlin' }));
    const answer = await world.push(ANNA);
    expect(errorsOf(answer)).toEqual([
      { userId: ANNA, code: 'ValueRefused', property: 'department', warning: undefined },
    ]);
    expect(world.entra(ANNA)).toEqual({ jobTitle: 'Boss', officeLocation: 'Berlin' });
  });

  it('for a reason that nobody knows is asked for once more, and then believed', async () => {
    const world = new PushWorld();
    world.tenant.refused.set('CellPhone', {
      kind: 'refused',
      code: 'ValueRefused',
      message: 'Something.',
      unknown: true,
    });
    world.put(person(ANNA));
    expect(outcomes(await world.push(ANNA))).toEqual({ [ANNA]: 'failed' });
    expect(world.tenant.callsTo('peopleManager')).toHaveLength(2);
  });

  it('stays known as it was, so that it is cleared when it is gone', async () => {
    const world = new PushWorld();
    world.put(person(ANNA, { mobile: '1' }));
    await world.push(ANNA);
    world.tenant.refused.set('CellPhone', { kind: 'refused', code: 'ValueRefused', message: '' });
    world.put(person(ANNA, { mobile: 'bad' }));
    await world.push(ANNA);
    world.tenant.refused.clear();
    world.put(profileOf(ANNA, { fields: { upn: ANNA, jobTitle: 'Boss' } }));
    await world.push(ANNA);
    expect(world.sharePoint(ANNA)).toEqual({ CellPhone: '' });
  });
});

describe('a tenant that throttles', () => {
  it('is not called once more on that target, and the other target goes on', async () => {
    const world = new PushWorld();
    world.put(person(ANNA), person(BERT));
    let asked = 0;
    world.tenant.onCall = ({ target }) => {
      if (target === 'graph') return undefined;
      asked += 1;
      throw new RetryLaterError('Throttled', 'Later.', { retryAt: world.now + 31_000 });
    };
    const answer = await world.push(ANNA, BERT);
    expect(asked).toBe(1);
    expect(answer.results).toEqual([]);
    expect(answer.waitUntil).toBeGreaterThan(START + 31_000);
    expect(answer.closings).toEqual([
      { host: 'sharePoint', until: answer.waitUntil, code: 'Throttled', message: 'Later.' },
    ]);
    expect(world.entra(ANNA)).toEqual({ jobTitle: 'Boss' });
    expect(world.entra(BERT)).toEqual({ jobTitle: 'Boss' });
  });

  it('is left alone by every instance until the pause has ended', async () => {
    const world = new PushWorld();
    world.put(person(ANNA), person(BERT));
    world.tenant.onCall = ({ target }) => {
      if (target === 'graph') return undefined;
      throw new RetryLaterError('Throttled', 'Later.', { retryAt: world.now + 31_000 });
    };
    const { waitUntil = 0 } = await world.push(ANNA);
    world.tenant.onCall = () => undefined;
    world.now = START + 31_000;
    expect((await world.push(BERT)).waitUntil).toBe(waitUntil);
    expect(world.tenant.callsTo('peopleManager')).toHaveLength(1);
    world.now = waitUntil;
    expect(outcomes(await world.push(BERT))).toEqual({ [BERT]: 'pushed' });
    expect(outcomes(await world.pushFor('submission-1', [ANNA]))).toEqual({ [ANNA]: 'pushed' });
    expect(world.sharePoint(ANNA)).toEqual({ CellPhone: '2' });
  });

  it('is left alone, and says why, when it refuses the app itself', async () => {
    const world = new PushWorld();
    world.put(person(ANNA), person(BERT));
    world.tenant.onCall = () => {
      throw new RetryLaterError('TenantRefused', 'A role is missing.', {
        retryAt: START + 300_000,
      });
    };
    const answer = await world.push(ANNA, BERT);
    expect(world.tenant.calls).toHaveLength(1);
    expect(answer.results).toEqual([]);
    expect(answer.closings).toMatchObject([
      { host: 'graph', code: 'TenantRefused', message: 'A role is missing.' },
    ]);
  });

  it('starts no call after the deadline', async () => {
    const world = new PushWorld();
    world.put(person(ANNA), person(BERT, { phone: '1' }));
    world.tenant.onCall = ({ name }) => {
      if (name === 'update' || name === 'set') world.now += 60_000;
      return undefined;
    };
    await world.push(ANNA, BERT);
    world.tenant.calls.length = 0;
    world.put(person(ANNA, { mobile: '3' }), person(BERT, { mobile: '3' }));
    const answer = await world.push(...Array.from({ length: 9 }, () => ANNA), BERT);
    expect(answer.waitUntil).toBeLessThanOrEqual(world.now);
    expect(answer.results.length).toBeLessThan(10);
  });
});

describe('a tenant that cannot be reached', () => {
  it('fails the call, after everybody else has been pushed and recorded', async () => {
    const world = new PushWorld();
    world.put(person(ANNA), person(BERT));
    world.tenant.onCall = ({ who, name }) => {
      if (name === 'set' && who === ANNA) throw new SyncError('TenantUnavailable', 'Gone.');
      return undefined;
    };
    const answer = await world.push(ANNA, BERT);
    expect(answer.failure).toMatchObject({ code: 'TenantUnavailable' });
    expect(outcomes(answer)).toEqual({ [BERT]: 'pushed' });
    world.tenant.onCall = () => undefined;
    world.tenant.calls.length = 0;
    expect(outcomes(await world.pushFor('submission-1', [ANNA, BERT]))).toEqual({
      [ANNA]: 'pushed',
      [BERT]: 'pushed',
    });
    expect(world.tenant.calls.map(({ who, values }) => ({ who, values }))).toEqual([
      { who: ANNA, values: { CellPhone: '2' } },
    ]);
  });

  it('is given up after three failures in a row', async () => {
    const world = new PushWorld();
    const people = Array.from({ length: 20 }, (_, number) =>
      person(`p${String(number)}@contoso.com`),
    );
    world.put(...people);
    await world.push(...people.map(({ userId }) => userId));
    world.tenant.calls.length = 0;
    world.tenant.onCall = () => {
      throw new SyncError('TenantUnavailable', 'Gone.');
    };
    world.put(...people.map((one) => ({ ...one, fields: { ...one.fields, mobile: '9' } })));
    const answer = await world.push(...people.map(({ userId }) => userId));
    expect(answer.failure).toMatchObject({ code: 'TenantUnavailable' });
    expect(answer.results).toEqual([]);
    expect(world.tenant.calls.length).toBeLessThanOrEqual(12);
  });

  it('gets the value again when nobody knows whether it has arrived, also to clear it', async () => {
    const world = new PushWorld();
    world.put(person(ANNA));
    world.tenant.onCall = ({ name }, done) => {
      if (name !== 'set') return undefined;
      done();
      throw new SyncError('TenantUnavailable', 'No answer.');
    };
    expect((await world.push(ANNA)).failure).toMatchObject({ code: 'TenantUnavailable' });
    world.tenant.onCall = () => undefined;
    world.put(profileOf(ANNA, { fields: { upn: ANNA, jobTitle: 'Boss' } }));
    await world.push(ANNA);
    expect(world.sharePoint(ANNA)).toEqual({ CellPhone: '' });
  });
});
