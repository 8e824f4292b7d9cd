import { describe, expect, it } from '@jest/globals';
import { personKey } from '../../shared/model/person-key';
import { pushSettingsSchema } from '../../shared/model/sync-configuration';
import { collectForImport } from '../../shared/push/collect-import';
import type { ImportedPerson } from '../../shared/push/import-store';
import { settleImport, type ImportVerdict } from '../../shared/push/settle-import';
import { outcomes, PushWorld } from './push-world';
import { profileOf, routingWith } from './routing-with';

const ANNA = 'anna@contoso.com';
const ID = 'sharePoint:AudienceDepartment';
const IMPORT = 'i1';

/** A world in which one person is enough for a bulk import, and Anna has been taken into one. */
async function collected(): Promise<{ world: PushWorld; people: readonly ImportedPerson[] }> {
  const world = new PushWorld();
  world.routing = routingWith({ settings: pushSettingsSchema.parse({ bulkImportFrom: 1 }) });
  setDepartment(world, 'v1');
  expect(await world.pushFor('s', [ANNA])).toMatchObject({ awaitsImport: 'started', results: [] });
  await begin(world);
  const asked = { userId: ANNA, submissionId: 's', index: 0, attempt: 1, since: world.now };
  const keepLanes = () => Promise.resolve();
  const { people, rows } = await collectForImport(
    { people: [asked], routing: world.routing, importId: IMPORT, maxValues: 10, keepLanes },
    world.ports,
  );
  expect(rows).toEqual([{ objectId: `id-${ANNA}`, values: { AudienceDepartment: 'v1' } }]);
  return { world, people };
}

function setDepartment(world: PushWorld, audienceDepartment: string): void {
  world.put(profileOf(ANNA, { fields: { upn: ANNA, audienceDepartment } }));
}

async function begin(world: PushWorld): Promise<void> {
  const times = { startedAt: world.now, dueAt: world.now };
  await world.imports.write({
    ...{ id: IMPORT, phase: 'queued', form: 'csom', properties: ['AudienceDepartment'], looks: 0 },
    ...times,
  });
}

async function end(
  world: PushWorld,
  people: readonly ImportedPerson[],
  verdict: ImportVerdict,
): Promise<void> {
  await settleImport({ importId: IMPORT, people, verdict: () => verdict }, world.ports);
  const stored = await world.imports.read();
  if (stored !== undefined) await world.imports.remove(stored);
}

async function recordOf(world: PushWorld) {
  const { rowKey } = personKey(ANNA);
  return (await world.store.read([personKey(ANNA)])).get(rowKey)?.record;
}

describe('K9: a word that a bulk import holds', () => {
  it('goes no other way, also when its value has changed, and is sent once the import has ended', async () => {
    const { world, people } = await collected();
    setDepartment(world, 'v2');
    world.mayAwaitImport = false;
    const held = await world.pushFor('later', [ANNA]);
    expect(held).toMatchObject({ results: [], awaitsImport: 'going' });
    expect(world.tenant.callsTo('peopleManager')).toEqual([]);
    await end(world, people, 'imported');
    expect(outcomes(await world.pushFor('later', [ANNA]))).toEqual({ [ANNA]: 'pushed' });
    expect(world.tenant.callsTo('peopleManager')).toEqual([{ AudienceDepartment: 'v2' }]);
  });

  it('is pushed when the import says so, and costs nothing more', async () => {
    const { world, people } = await collected();
    await end(world, people, 'imported');
    expect(outcomes(await world.pushFor('s', [ANNA]))).toEqual({ [ANNA]: 'pushed' });
    expect(outcomes(await world.pushFor('other', [ANNA]))).toEqual({ [ANNA]: 'unchanged' });
    expect(world.tenant.callsTo('peopleManager')).toEqual([]);
    expect((await recordOf(world))?.doubts).toEqual({});
  });

  it('S40: is not asked for again when the import was refused, and is tried again a day later', async () => {
    const { world, people } = await collected();
    await end(world, people, { code: 'IdentityNotResolvable', message: 'No profile.' });
    world.mayAwaitImport = false;
    expect(outcomes(await world.pushFor('s', [ANNA]))).toEqual({ [ANNA]: 'waiting' });
    expect(world.tenant.callsTo('peopleManager')).toEqual([]);
    world.now += 24 * 3_600_000;
    expect(outcomes(await world.retry())).toEqual({ [ANNA]: 'pushed' });
  });

  it('stays in doubt when nobody knows what the import did', async () => {
    const { world, people } = await collected();
    await end(world, people, 'open');
    world.mayAwaitImport = false;
    expect(outcomes(await world.pushFor('s', [ANNA]))).toEqual({ [ANNA]: 'pushed' });
    expect(world.tenant.callsTo('peopleManager')).toEqual([{ AudienceDepartment: 'v1' }]);
  });

  it('is sent again when something else was sent although the import held it', async () => {
    const { world, people } = await collected();
    const [stored] = [...(await world.store.read([personKey(ANNA)])).values()];
    const record = { ...stored!.record, doubts: {}, sent: { [ID]: 'newer' } };
    await world.store.write([{ key: personKey(ANNA), record, etag: stored!.etag }]);
    await settleImport({ importId: IMPORT, people, verdict: () => 'imported' }, world.ports);
    await end(world, people, 'imported');
    expect(Object.keys((await recordOf(world))?.doubts ?? {})).toEqual([ID]);
    world.mayAwaitImport = false;
    await world.pushFor('later', [ANNA]);
    expect(world.tenant.callsTo('peopleManager')).toEqual([{ AudienceDepartment: 'v1' }]);
  });
});
