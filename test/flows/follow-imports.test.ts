import { describe, expect, it } from '@jest/globals';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import { everybody, ImportWorld, PEOPLE, setCalls } from './import-world';

/** What everybody's profile says of a property. */
function valuesOf({ tenant }: ImportWorld, property: string): unknown[] {
  return PEOPLE.map((upn) => tenant.sharePoint.get(upn)?.[property]);
}

describe('a bulk import', () => {
  it('brings the people of all parts in one file, without a call for any of them', async () => {
    const world = new ImportWorld();
    const id = await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    expect(valuesOf(world, 'AudienceDepartment')).toEqual(PEOPLE.map(() => 'Research'));
    expect(setCalls(world)).toBe(0);
    expect(world.sharePoint.jobs).toHaveLength(1);
    expect(await world.stateOf(id)).toBe('completed');
    expect((await world.history.find(id))?.pushes).toEqual({ pushed: PEOPLE.length });
    expect(await world.linesOf(id)).toEqual([]);
  });

  it('takes along who waits in other submissions, each person once', async () => {
    const world = new ImportWorld();
    const first = await world.deliver(everybody('Old'));
    const second = await world.deliver(everybody('New', { CostCenter: 'CC-7' }));
    await world.settle(world.instance());
    expect(world.sharePoint.jobs).toHaveLength(1);
    expect(world.sharePoint.jobs[0]?.properties.toSorted()).toEqual([
      'AudienceDepartment',
      'CostCenter',
    ]);
    expect(valuesOf(world, 'AudienceDepartment')).toEqual(PEOPLE.map(() => 'New'));
    expect(world.arrivals).toHaveLength(2 * PEOPLE.length);
    expect(await world.stateOf(first)).toBe('completed');
    expect(await world.stateOf(second)).toBe('completed');
  });

  it('K9: what changes while it holds a person comes after it, and is not overwritten by it', async () => {
    const world = new ImportWorld();
    const instance = world.instance();
    await world.deliver(everybody('Old'));
    while (world.sharePoint.jobs.length === 0) await world.step(instance, world.now + 60_000);
    await world.deliver({ 'anna@contoso.com': { audienceDepartment: 'New' } });
    await world.settle(instance);
    const ofAnna = world.arrivals.filter((one) => one.startsWith('anna'));
    expect(ofAnna).toEqual(['anna@contoso.com AudienceDepartment=Old']);
    expect(world.tenant.sharePoint.get('anna@contoso.com')).toMatchObject({
      AudienceDepartment: 'New',
    });
    expect(setCalls(world)).toBe(1);
  });

  it('costs nothing when everything stands there already', async () => {
    const world = new ImportWorld();
    await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    const calls = [world.tenant.calls.length, world.sharePoint.calls.length];
    await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    expect([world.tenant.calls.length, world.sharePoint.calls.length]).toEqual(calls);
  });

  it('leaves few people to PeopleManager', async () => {
    const world = new ImportWorld();
    world.set('Push', { bulkImportFrom: 6, graphWrites: false });
    const id = await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    expect(setCalls(world)).toBe(PEOPLE.length);
    expect(world.sharePoint.calls).toEqual([]);
    expect(await world.stateOf(id)).toBe('completed');
  });

  it('leaves no file behind, not even one that an earlier import could not remove', async () => {
    const world = new ImportWorld();
    world.sharePoint.site.onCall = (what) => {
      if (what === 'remove') throw new SyncError('TenantUnavailable', 'The site is away.');
    };
    await world.deliver(everybody('One'));
    await world.settle(world.instance());
    expect(world.sharePoint.site.files.size).toBe(1);
    world.sharePoint.site.onCall = () => world.sharePoint.tick();
    const [left] = world.sharePoint.site.files.keys();
    const other = left!.replace(/[^/]+$/, 'of-somebody-else.json');
    world.sharePoint.site.files.set(other, Buffer.of());
    await world.deliver(everybody('Two'));
    await world.settle(world.instance());
    expect([...world.sharePoint.site.files.keys()]).toEqual([other]);
  });

  it('is looked at after 5 s, then after twice the time of the last look, at last each five minutes', async () => {
    const world = new ImportWorld();
    world.sharePoint.duration = 60 * 60_000;
    const instance = world.instance();
    await world.deliver(everybody('Research'));
    while (world.sharePoint.jobs.length === 0) await world.step(instance, Infinity);
    const queuedAt = world.now;
    const looks: number[] = [];
    while (looks.length < 9) {
      const before = world.sharePoint.calls.length;
      await world.step(instance, Infinity);
      if (world.sharePoint.calls.length > before) looks.push((world.now - queuedAt) / 1000);
    }
    expect(looks).toEqual([5, 15, 35, 75, 155, 315, 615, 915, 1215]);
  });

  it('is found by its file when SharePoint does not tell the id of its job', async () => {
    const world = new ImportWorld();
    world.sharePoint.emptyJobIds = 1;
    const id = await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    expect(world.sharePoint.calls).toContain('list');
    expect(world.sharePoint.calls).not.toContain('find');
    expect(world.sharePoint.jobs).toHaveLength(1);
    expect(await world.stateOf(id)).toBe('completed');
  });
});

describe('a property that cannot be imported', () => {
  it('S7: is tried once when it is in nobody\u2019s profile, and told to everybody without spoiling the import', async () => {
    const world = new ImportWorld();
    const refusal = { kind: 'refused', code: 'PropertyMissing', message: 'Missing.' } as const;
    world.tenant.refused.set('CostCenter', refusal);
    const id = await world.deliver(everybody('Research', { CostCenter: 'CC-7' }));
    await world.settle(world.instance());
    expect(setCalls(world)).toBe(1);
    expect(world.sharePoint.jobs.map(({ properties }) => properties)).toEqual([
      ['AudienceDepartment'],
    ]);
    expect(valuesOf(world, 'AudienceDepartment')).toEqual(PEOPLE.map(() => 'Research'));
    const lines = await world.linesOf(id);
    expect(new Set(lines)).toEqual(
      new Set(PEOPLE.map((upn) => `Error PropertyMissing bulkImport ${upn} CostCenter`)),
    );
    expect(lines).toHaveLength(PEOPLE.length);
  });

  it('goes along when SharePoint takes it though nobody\u2019s profile names it', async () => {
    const world = new ImportWorld();
    await world.deliver(everybody('Research', { CostCenter: 'CC-7' }));
    await world.settle(world.instance());
    expect(setCalls(world)).toBe(1);
    expect(world.sharePoint.jobs[0]?.properties).toContain('CostCenter');
    expect(valuesOf(world, 'CostCenter')).toEqual(PEOPLE.map(() => 'CC-7'));
  });

  it('S8: is learned from the refusal, taken out once, and goes by PeopleManager', async () => {
    const world = new ImportWorld();
    world.sharePoint.editable.add('CostCenter');
    const id = await world.deliver(everybody('Research', { CostCenter: 'CC-7' }));
    await world.settle(world.instance());
    expect((await world.catalogue.read()).get('CostCenter')).toMatchObject({ userEditable: true });
    expect(world.sharePoint.calls.filter((call) => call === 'queue')).toHaveLength(2);
    expect(world.sharePoint.jobs.map(({ properties }) => properties)).toEqual([
      ['AudienceDepartment'],
    ]);
    expect(valuesOf(world, 'CostCenter')).toEqual(PEOPLE.map(() => 'CC-7'));
    expect(await world.stateOf(id)).toBe('completed');
    expect(await world.linesOf(id)).toEqual([]);
  });

  it('frees the people of an import that has nothing else', async () => {
    const world = new ImportWorld();
    world.sharePoint.answers.push(() => ({
      kind: 'unfit',
      trait: 'taxonomy',
      properties: ['AudienceDepartment'],
    }));
    const id = await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    expect(world.sharePoint.jobs).toEqual([]);
    expect(setCalls(world)).toBe(PEOPLE.length);
    expect(await world.stateOf(id)).toBe('completed');
  });

  it('ends the import when more are named after some were taken out', async () => {
    const world = new ImportWorld();
    for (const name of ['CostCenter', 'AudienceDepartment']) {
      world.sharePoint.answers.push(() => ({
        kind: 'unfit',
        trait: 'userEditable',
        properties: [name],
      }));
    }
    const id = await world.deliver(everybody('Research', { CostCenter: 'CC-7' }));
    await world.settle(world.instance());
    expect(world.sharePoint.jobs).toEqual([]);
    expect(valuesOf(world, 'AudienceDepartment')).toEqual(PEOPLE.map(() => 'Research'));
    expect(valuesOf(world, 'CostCenter')).toEqual(PEOPLE.map(() => 'CC-7'));
    expect(await world.stateOf(id)).toBe('completed');
  });
});

describe('an import that comes to nothing', () => {
  it('is told once a submission, and its people are pushed by PeopleManager', async () => {
    const world = new ImportWorld();
    world.sharePoint.nextEnd = { error: 1 };
    const id = await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    expect(setCalls(world)).toBe(PEOPLE.length);
    expect(valuesOf(world, 'AudienceDepartment')).toEqual(PEOPLE.map(() => 'Research'));
    expect(await world.linesOf(id)).toEqual(['Warning ImportFailed bulkImport']);
    expect(await world.stateOf(id)).toBe('completed');
  });

  it.each([
    ['SharePoint refuses every import', () => ({ kind: 'refused', message: 'No.' }) as const],
    [
      'the app may not import',
      () => {
        const options = { retryAt: Date.UTC(2026, 4, 17, 12, 1) };
        throw new RetryLaterError('TenantRefused', 'A role is missing.', options);
      },
    ],
  ])('is given up at once when %s', async (_when, answer) => {
    const world = new ImportWorld();
    world.sharePoint.answers.push(answer);
    const id = await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    expect(world.sharePoint.jobs).toEqual([]);
    expect(setCalls(world)).toBe(PEOPLE.length);
    expect(await world.linesOf(id)).toEqual(['Warning ImportFailed bulkImport']);
    expect(world.sharePoint.site.files.size).toBe(0);
  });

  it('is given up at once, and told, when the app may not even read a profile', async () => {
    const world = new ImportWorld();
    let isFirst = true;
    world.tenant.onRequest = ({ name }) => {
      if (name !== 'readNames' || !isFirst) return;
      isFirst = false;
      const options = { retryAt: world.now + 300_000 };
      throw new RetryLaterError('TenantRefused', 'A role is missing.', options);
    };
    const id = await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    expect(world.sharePoint.jobs).toEqual([]);
    expect(await world.linesOf(id)).toContain('Warning ImportFailed bulkImport');
    expect(await world.stateOf(id)).toBe('completed');
  });

  it('S57: is given up at once when the site does not exist', async () => {
    const world = new ImportWorld();
    world.sharePoint.site.state = 'noSite';
    const id = await world.deliver(everybody('Research'));
    await world.settle(world.instance());
    expect(setCalls(world)).toBe(PEOPLE.length);
    expect(await world.linesOf(id)).toEqual(['Warning ImportFailed bulkImport']);
  });

  it.each([
    ['nobody may read it any more', 'TenantRefused', 30],
    ['the site is away for days', 'TenantUnavailable', 25 * 60],
  ] as const)('is settled without its log when %s', async (_when, code, minutes) => {
    const world = new ImportWorld();
    world.sharePoint.nextEnd = { error: 30, log: ['GenericError id-anna@contoso.com'] };
    world.sharePoint.site.onCall = (what) => {
      world.sharePoint.tick();
      if (what !== 'put') throw new SyncError(code, 'No.');
    };
    const id = await world.deliver(everybody('Research'));
    const startedAt = world.now;
    await world.settle(world.instance());
    expect(world.now - startedAt).toBeLessThan(minutes * 60_000);
    expect(valuesOf(world, 'AudienceDepartment')).toEqual(PEOPLE.map(() => 'Research'));
    expect(await world.linesOf(id)).toEqual(['Warning ImportFailed bulkImport']);
    expect(await world.stateOf(id)).toBe('completed');
  });

  it('is followed by no other for an hour, then for two, until one succeeds', async () => {
    const world = new ImportWorld();
    const instance = world.instance();
    const waits: number[] = [];
    for (const error of [1, 21, 0, 1]) {
      world.sharePoint.nextEnd = { error };
      await world.deliver(everybody(`after ${String(world.now)}`));
      await world.settle(instance);
      const { until } = await world.ports.importStore.readPause();
      waits.push(Math.round((until - world.now) / 3_600_000));
      world.now = Math.max(until, world.now);
    }
    expect(waits[0]).toBe(1);
    expect(waits[1]).toBe(2);
    expect(waits[2]).toBeLessThan(0);
    expect(waits[3]).toBe(1);
    expect(world.sharePoint.jobs).toHaveLength(4);
  });

  it('is given up after the set number of hours, and its file with it', async () => {
    const world = new ImportWorld();
    world.set('Push', { bulkImportFrom: 2, graphWrites: false, bulkImportHours: 2 });
    world.sharePoint.duration = 72 * 3_600_000;
    const id = await world.deliver(everybody('Research'));
    const startedAt = world.now;
    await world.settle(world.instance());
    expect(world.now - startedAt).toBeGreaterThanOrEqual(2 * 3_600_000);
    expect(world.now - startedAt).toBeLessThan(2.5 * 3_600_000);
    expect(world.sharePoint.site.files.size).toBe(0);
    expect(valuesOf(world, 'AudienceDepartment')).toEqual(PEOPLE.map(() => 'Research'));
    expect(await world.linesOf(id)).toEqual(['Warning ImportFailed bulkImport']);
    expect(await world.stateOf(id)).toBe('completed');
  });
});
