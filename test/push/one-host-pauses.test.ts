import { describe, expect, it } from '@jest/globals';
import { pushSettingsSchema } from '../../shared/model/sync-configuration';
import { RetryLaterError } from '../../shared/model/sync-error';
import type { Host } from '../../shared/push/lanes';
import { outcomes, PushWorld, START } from './push-world';
import { profileOf, routingWith } from './routing-with';

const UPNS = ['anna@contoso.com', 'bert@contoso.com'];
const PAUSE_MS = 60_000;

/** People whom the tenant knows, changed since in what goes to either host. */
async function changedPeople(): Promise<PushWorld> {
  const world = new PushWorld();
  for (const version of ['1', '2']) {
    world.put(
      ...UPNS.map((upn) => profileOf(upn, { fields: { upn, jobTitle: version, mobile: version } })),
    );
    if (version === '1') await world.push(...UPNS);
  }
  return world;
}

async function askToPause(world: PushWorld, host: Host): Promise<void> {
  const answer = await world.lanes.acquire(host);
  if (answer.kind !== 'mine') throw new Error(`The lane is ${answer.kind}.`);
  await answer.lane.holdUntil(START + PAUSE_MS);
  await answer.lane.release();
}

function versions(world: PushWorld): unknown[] {
  return UPNS.map((upn) => [world.entra(upn)['jobTitle'], world.sharePoint(upn)['CellPhone']]);
}

describe('a host that asks for a pause', () => {
  it.each([
    ['graph', ['1', '2']],
    ['sharePoint', ['2', '1']],
  ] as const)(
    'is waited for, and the other host has what is meant for it: %s',
    async (host, arrived) => {
      const world = await changedPeople();
      await askToPause(world, host);
      const answer = await world.push(...UPNS);
      expect(answer).toMatchObject({ results: [], waitUntil: START + PAUSE_MS });
      expect(versions(world)).toEqual([arrived, arrived]);
      world.now = START + PAUSE_MS;
      expect(new Set(Object.values(outcomes(await world.push(...UPNS))))).toEqual(
        new Set(['pushed']),
      );
      expect(versions(world)).toEqual([
        ['2', '2'],
        ['2', '2'],
      ]);
    },
  );

  it('of Graph keeps nobody from the bulk import', async () => {
    const world = new PushWorld();
    world.routing = routingWith({ settings: pushSettingsSchema.parse({ bulkImportFrom: 1 }) });
    const fields = { upn: 'anna@contoso.com', audienceDepartment: 'Sales', jobTitle: 'Boss' };
    world.put(profileOf(fields.upn, { fields }));
    world.tenant.onCall = ({ name }) => {
      if (name !== 'update') return undefined;
      throw new RetryLaterError('Throttled', 'Later.', { retryAt: world.now + 3_600_000 });
    };
    const answer = await world.push(fields.upn);
    expect(answer).toMatchObject({ results: [], awaitsImport: 'started' });
    expect(answer.waitUntil).toBeGreaterThan(world.now + 3_000_000);
  });

  it('of Graph is kept also when it comes with an answer that says yes', async () => {
    const world = await changedPeople();
    world.put(profileOf(UPNS[0] ?? '', { fields: { upn: UPNS[0] ?? '', jobTitle: '3' } }));
    const pauseUntil = world.now + PAUSE_MS;
    world.tenant.onCall = ({ name }, done) => {
      if (name !== 'update') return undefined;
      done();
      return { kind: 'sent', pauseUntil };
    };
    await world.push(UPNS[0] ?? '');
    expect(await world.lanes.acquire('graph')).toMatchObject({ kind: 'closed' });
  });
});
