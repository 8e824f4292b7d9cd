import { describe, expect, it } from '@jest/globals';
import { outcomes, PushWorld, START } from './push-world';
import { profileOf, routingWith } from './routing-with';
import { pushSettingsSchema } from '../../shared/model/sync-configuration';

const ANNA = 'anna@contoso.com';
const BERT = 'bert@contoso.com';

describe('pushPeople', () => {
  it('sends every property on its path', async () => {
    const world = new PushWorld();
    world.put(
      profileOf(ANNA, {
        fields: { upn: ANNA, jobTitle: 'Engineer', phone: '+49 1', mobile: '+49 2' },
        extended: [{ Key: 'CostCenter', Type: 3, Value: 12 }],
      }),
    );
    const answer = await world.push(ANNA);
    expect(answer).toEqual({
      results: [
        {
          person: {
            userId: ANNA,
            submissionId: 'submission-1',
            index: 0,
            attempt: 1,
            since: START,
          },
          upn: ANNA,
          outcome: 'pushed',
          errors: [],
        },
      ],
      closings: [],
    });
    expect(world.entra(ANNA)).toEqual({ jobTitle: 'Engineer', businessPhones: ['+49 1'] });
    expect(world.sharePoint(ANNA)).toEqual({ CellPhone: '+49 2', CostCenter: '12' });
  });

  it('promise 3: people who have not changed cost no call and no write', async () => {
    const world = new PushWorld();
    world.put(profileOf(ANNA, { fields: { upn: ANNA, jobTitle: 'Engineer', mobile: '1' } }));
    await world.push(ANNA);
    const calls = world.tenant.calls.length;
    const writes = world.store.writes + world.claims.writes;
    expect(outcomes(await world.push(ANNA))).toEqual({ [ANNA]: 'unchanged' });
    expect(world.tenant.calls).toHaveLength(calls);
    expect(world.store.writes + world.claims.writes).toBe(writes);
  });

  it('sends only what has changed, and clears what is gone', async () => {
    const world = new PushWorld();
    world.put(
      profileOf(ANNA, { fields: { upn: ANNA, jobTitle: 'Engineer', phone: '1', mobile: '2' } }),
    );
    await world.push(ANNA);
    world.tenant.calls.length = 0;
    world.put(profileOf(ANNA, { fields: { upn: ANNA, jobTitle: 'Boss' } }));
    await world.push(ANNA);
    expect(world.tenant.callsTo('graph')).toEqual([{ jobTitle: 'Boss' }, { businessPhones: [] }]);
    expect(world.tenant.callsTo('peopleManager')).toEqual([{ CellPhone: '' }]);
    world.tenant.calls.length = 0;
    await world.push(ANNA);
    expect(world.tenant.calls).toEqual([]);
  });

  it('clears nothing that it has never set', async () => {
    const world = new PushWorld();
    world.put(profileOf(ANNA, { fields: { upn: ANNA, mobile: '2' } }));
    await world.push(ANNA);
    expect(world.tenant.calls.map(({ name, values }) => ({ name, values }))).toEqual([
      { name: 'find', values: {} },
      { name: 'set', values: { CellPhone: '2' } },
    ]);
  });

  it('pushes nothing of deleted or locked people and clears nothing of theirs', async () => {
    const world = new PushWorld();
    world.put(
      profileOf(ANNA, { lifecycle: 'deleted', fields: { upn: ANNA, mobile: '2' } }),
      profileOf(BERT, { lifecycle: 'locked', fields: { upn: BERT, mobile: '2' } }),
    );
    expect(outcomes(await world.push(ANNA, BERT))).toEqual({
      [ANNA]: 'skipped',
      [BERT]: 'skipped',
    });
    expect(world.tenant.calls).toEqual([]);
  });

  it('answers for everyone who asks about the same person', async () => {
    const world = new PushWorld();
    world.put(profileOf(ANNA, { fields: { upn: ANNA, mobile: '2' } }));
    const { results } = await world.ask([
      { userId: ANNA, submissionId: 's', index: 0, attempt: 1, since: 0 },
      { userId: ANNA.toUpperCase(), submissionId: 's', index: 4, attempt: 1, since: 0 },
    ]);
    expect(results.map(({ person, outcome }) => [person.index, outcome])).toEqual([
      [0, 'pushed'],
      [4, 'pushed'],
    ]);
    expect(world.tenant.calls).toHaveLength(2);
  });

  it('answers after a crash what it answered before', async () => {
    const world = new PushWorld();
    world.put(profileOf(ANNA, { fields: { upn: ANNA, mobile: '2' } }));
    await world.pushFor('s', [ANNA]);
    expect(outcomes(await world.pushFor('s', [ANNA]))).toEqual({ [ANNA]: 'pushed' });
  });

  it('S6: sends nothing to Entra while writes to it are switched off', async () => {
    const world = new PushWorld();
    world.routing = routingWith({ settings: pushSettingsSchema.parse({ graphWrites: false }) });
    world.put(profileOf(ANNA, { fields: { upn: ANNA, jobTitle: 'Boss' } }));
    expect(outcomes(await world.push(ANNA))).toEqual({ [ANNA]: 'skipped' });
    expect(world.tenant.calls).toEqual([]);
  });

  it('leaves what Entra takes from on-premises alone, and sends the rest', async () => {
    const upn = 'synced@contoso.com';
    const world = new PushWorld();
    world.put(profileOf(upn, { fields: { upn, jobTitle: 'Boss', mobile: '2' } }));
    expect(outcomes(await world.push(upn))).toEqual({ [upn]: 'pushed' });
    expect(world.entra(upn)).toEqual({});
    expect(world.sharePoint(upn)).toEqual({ CellPhone: '2' });
    world.tenant.calls.length = 0;
    await world.push(upn);
    expect(world.tenant.calls).toEqual([]);
  });
});
