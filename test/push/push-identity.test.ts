import { describe, expect, it } from '@jest/globals';
import type { UserProfile } from '../../shared/model/user-profile';
import { newPushRecord, type PushRecord } from '../../shared/push/push-store';
import { outcomes, PushWorld } from './push-world';
import { profileOf } from './routing-with';

const ANNA = 'anna@contoso.com';
const BERT = 'bert@contoso.com';
const HOUR = 3_600_000;

function person(upn: string, fields: UserProfile['fields'] = {}): UserProfile {
  return profileOf(upn, { fields: { upn, jobTitle: 'Boss', mobile: '2', ...fields } });
}

describe('people who share an identity', () => {
  it('are not pushed, neither of them, also the one who was pushed before', async () => {
    const world = new PushWorld();
    world.tenant.aliases.set('a.smith@contoso.com', ANNA);
    world.put(person(ANNA), person('a.smith@contoso.com', { jobTitle: 'Other' }));
    await world.push(ANNA);
    const answer = await world.push('a.smith@contoso.com');
    expect(outcomes(answer)).toEqual({ 'a.smith@contoso.com': 'failed' });
    const message = answer.results[0]?.errors[0]?.message;
    expect(answer.results[0]?.errors[0]?.code).toBe('IdentityShared');
    expect(message).toContain(ANNA);
    expect(message).toContain('a.smith@contoso.com');
    world.put(person(ANNA, { jobTitle: 'New' }));
    expect(outcomes(await world.push(ANNA))).toEqual({ [ANNA]: 'failed' });
    expect(world.entra(ANNA)).toEqual({ jobTitle: 'Boss' });
  });

  it('are told apart in one request as well', async () => {
    const world = new PushWorld();
    world.tenant.aliases.set('a.smith@contoso.com', ANNA);
    world.put(person(ANNA), person('a.smith@contoso.com'), person(BERT));
    expect(outcomes(await world.push(ANNA, 'a.smith@contoso.com', BERT))).toEqual({
      [ANNA]: 'failed',
      'a.smith@contoso.com': 'failed',
      [BERT]: 'pushed',
    });
    expect(world.tenant.entra.has(`id-${ANNA}`)).toBe(false);
  });

  it('are pushed again as soon as one of them has another address', async () => {
    const world = new PushWorld();
    world.tenant.aliases.set('a.smith@contoso.com', ANNA);
    world.put(person(ANNA), person('a.smith@contoso.com'));
    await world.push(ANNA, 'a.smith@contoso.com');
    world.put(person('a.smith@contoso.com', { upn: 'smith@contoso.com' }));
    expect(outcomes(await world.push('a.smith@contoso.com'))).toEqual({
      'a.smith@contoso.com': 'pushed',
    });
    expect(outcomes(await world.retry())).toEqual({ [ANNA]: 'pushed' });
    expect(world.entra(ANNA)).toEqual({ jobTitle: 'Boss' });
    expect(world.entra('smith@contoso.com')).toEqual({ jobTitle: 'Boss' });
  });

  it('are pushed again when one of them is deleted', async () => {
    const world = new PushWorld();
    world.tenant.aliases.set('a.smith@contoso.com', ANNA);
    world.put(person(ANNA), person('a.smith@contoso.com'));
    await world.push(ANNA, 'a.smith@contoso.com');
    world.put({ ...person('a.smith@contoso.com'), lifecycle: 'deleted' });
    await world.push('a.smith@contoso.com');
    expect(outcomes(await world.retry())).toEqual({ [ANNA]: 'pushed' });
  });
});

it('sends everything to another account when the address leads to one', async () => {
  const world = new PushWorld();
  world.put(person(ANNA));
  await world.push(ANNA);
  world.put(person(ANNA, { upn: BERT }));
  expect(outcomes(await world.push(ANNA))).toEqual({ [ANNA]: 'pushed' });
  expect(world.entra(BERT)).toEqual({ jobTitle: 'Boss' });
  expect(world.sharePoint(BERT)).toEqual({ CellPhone: '2' });
});

it('looks an account up again after it turned out to be gone', async () => {
  const world = new PushWorld();
  world.put(person(ANNA));
  await world.push(ANNA);
  world.tenant.onCall = ({ name }) =>
    name === 'update'
      ? { kind: 'refused', code: 'IdentityNotResolvable', message: 'Not there.' }
      : undefined;
  world.put(person(ANNA, { jobTitle: 'New' }));
  expect(outcomes(await world.push(ANNA))).toEqual({ [ANNA]: 'waiting' });
  world.tenant.onCall = () => undefined;
  world.tenant.calls.length = 0;
  world.now += 24 * HOUR;
  expect(outcomes(await world.retry())).toEqual({ [ANNA]: 'pushed' });
  expect(world.tenant.calls.map(({ name }) => name)).toEqual(['find', 'update']);
});

it('leaves the account alone that another instance has found in the meantime', async () => {
  const world = new PushWorld();
  world.put(person(ANNA));
  const theirs: PushRecord = {
    ...newPushRecord(ANNA),
    identity: {
      objectId: `id-${BERT}`,
      userPrincipalName: BERT,
      onPremisesSync: false,
      resolvedFrom: 'newer addresses',
    },
    sent: { 'sharePoint:CellPhone': 'hash' },
  };
  world.tenant.onCall = ({ name }) => {
    if (name === 'update') world.store.rows.set(ANNA, { record: theirs, etag: 'theirs' });
    return undefined;
  };
  await world.push(ANNA);
  expect(world.store.rows.get(ANNA)?.record).toMatchObject({
    identity: theirs.identity,
    sent: theirs.sent,
  });
});
