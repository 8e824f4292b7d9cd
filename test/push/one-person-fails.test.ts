import { describe, expect, it } from '@jest/globals';
import { pushSettingsSchema, type PushSettings } from '../../shared/model/sync-configuration';
import { SyncError } from '../../shared/model/sync-error';
import { outcomes, PushWorld } from './push-world';
import { profileOf, routingWith } from './routing-with';

const ANNA = 'anna@contoso.com';
const OTHERS = ['bert', 'cleo', 'dora'].map((name) => `${name}@contoso.com`);

/** People of whom one can never be written, for a reason that the tenant does not give. */
function unluckyAnna(
  settings: Partial<PushSettings>,
  fields: Readonly<Record<string, string>>,
): PushWorld {
  const world = new PushWorld();
  world.routing = routingWith({ settings: pushSettingsSchema.parse(settings) });
  world.put(...[ANNA, ...OTHERS].map((upn) => profileOf(upn, { fields: { upn, ...fields } })));
  world.put(profileOf(ANNA, { fields: { upn: ANNA, mobile: '1' } }));
  world.tenant.onCall = ({ name, who }) => {
    if (name === 'set' && who === ANNA) throw new SyncError('TenantUnavailable', 'Gone.');
    return undefined;
  };
  return world;
}

describe('promise 5: a person for whom every call fails', () => {
  it('uses up no attempts of those who wait for the pace, and fails once they are done', async () => {
    const world = unluckyAnna({ peopleManagerCalls: 2 }, { mobile: '1' });
    const first = await world.pushFor('s', [ANNA, ...OTHERS]);
    expect(first.failure).toBeUndefined();
    expect(first.waitUntil).toBeGreaterThan(world.now);
    let last = first;
    for (let turn = 0; turn < 5 && last.failure === undefined; turn += 1) {
      world.now = last.waitUntil ?? 0;
      last = await world.pushFor('s', [ANNA, ...OTHERS]);
    }
    expect(last.failure).toMatchObject({ code: 'TenantUnavailable' });
    expect(outcomes(last)).toEqual(Object.fromEntries(OTHERS.map((upn) => [upn, 'pushed'])));
  });

  it('is told when nobody else gets anywhere either', async () => {
    const world = unluckyAnna({}, { mobile: '1' });
    world.tenant.onCall = ({ name }) => {
      if (name !== 'set') return undefined;
      world.now += 60_000;
      throw new SyncError('TenantUnavailable', 'Gone.');
    };
    const answer = await world.push(ANNA, ...OTHERS);
    expect(answer.waitUntil).toBeDefined();
    expect(answer.failure).toMatchObject({ code: 'TenantUnavailable' });
  });

  it('is asked for again while the others wait for a bulk import', async () => {
    const world = unluckyAnna({ bulkImportFrom: 2 }, { audienceDepartment: 'Sales' });
    const answer = await world.push(ANNA, ...OTHERS);
    expect(answer).toEqual({
      ...{ results: [], closings: [], awaitsImport: 'started' },
      waitUntil: world.now + 60_000,
    });
  });
});
