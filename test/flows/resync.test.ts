import { describe, expect, test } from '@jest/globals';
import { DYING_MS } from '../../shared/flows/bury-part';
import { personKey } from '../../shared/model/person-key';
import { SyncError } from '../../shared/model/sync-error';
import { createMemoryPipeline } from './memory-pipeline';

const MINUTE = 60_000;
const ON = { TogoUPEnabled: true, SharePointUPSync: true };
const OFF = { ...ON, SharePointUPSync: false };
const ANNA = 'anna@contoso.com';
const BERT = 'bert@contoso.com';
const CARL = 'carl@contoso.com';
const ADMIN = '66666666-6666-4666-8666-666666666666';

/** A product with one instance, which reads settings as they are from the next minute on. */
function start() {
  const pipeline = createMemoryPipeline();
  const flows = pipeline.instance();
  const { changes, pushes, clock, tenant } = pipeline;
  /** Does the work of all messages, as often as they bring new ones. */
  const work = async (): Promise<void> => {
    for (;;) {
      const change = changes.take(clock.now);
      if (change !== undefined) await flows.applyPart(nameOf(change));
      const push = pushes.take(clock.now);
      if (push !== undefined) await flows.pushPart(nameOf(push));
      if (change === undefined && push === undefined) return;
    }
  };
  return {
    ...pipeline,
    flows,
    work,
    async deliver(userIds: readonly string[], name?: string) {
      const submissionId = await pipeline.accept(userIds, name);
      const { parts } = (await pipeline.ledger.find(submissionId))!;
      for (const part of parts.keys()) await flows.applyPart({ submissionId, part });
      await work();
      return submissionId;
    },
    /** Lets a minute pass, in which the sweep runs. */
    async sweep() {
      clock.now += MINUTE;
      await flows.sweep();
      await work();
    },
    switch(switches: typeof ON) {
      pipeline.switch(switches);
      clock.now += MINUTE;
    },
    set(...setting: Parameters<typeof pipeline.set>) {
      pipeline.set(...setting);
      clock.now += MINUTE;
    },
    async resync() {
      const { submissionId } = await flows.startResync(ADMIN);
      await work();
      return pipeline.history.find(submissionId);
    },
    /** Who was called about from now on; the answer tells it. */
    watchCalls() {
      const before = tenant.calls.length;
      return () => [
        ...new Set(tenant.calls.slice(before).map(({ who }) => who.replace(/^id-/, ''))),
      ];
    },
    submissions: async () => (await pipeline.history.list({})).items,
  };
}

function nameOf(message: object): { submissionId: string; part: number } {
  return message as { submissionId: string; part: number };
}

describe('S6: SharePointUPSync is switched on later', () => {
  test('exactly those are sent who differ from what was sent last', async () => {
    const system = start();
    await system.deliver([ANNA, BERT]);
    system.switch(OFF);
    await system.deliver([ANNA, BERT]);
    await system.deliver([BERT, CARL], 'Somebody else');
    const called = system.watchCalls();
    await system.sweep();
    expect(called()).toEqual([]);
    system.switch(ON);
    await system.sweep();
    expect(called().sort()).toEqual([BERT, CARL]);
    const [resync] = await system.submissions();
    expect(resync).toMatchObject({
      kind: 'resync',
      caller: 'profile-sync',
      state: 'completed',
      received: 3,
      accepted: 3,
      outcomes: { unchanged: 3 },
      pushes: { pushed: 2, unchanged: 1 },
    });
    expect(system.tenant.entra.get(`id-${BERT}`)).toMatchObject({ displayName: 'Somebody else' });
  });

  test('one resync is started, and none when nothing was stored meanwhile', async () => {
    const system = start();
    await system.deliver([ANNA]);
    system.switch(OFF);
    await system.deliver([ANNA]);
    system.switch(ON);
    await system.sweep();
    expect(await system.submissions()).toHaveLength(2);
    system.switch(OFF);
    await system.deliver([BERT]);
    await system.deliver([CARL]);
    system.switch(ON);
    for (let minute = 0; minute < 3; minute += 1) await system.sweep();
    const kinds = (await system.submissions()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'resync')).toHaveLength(1);
  });

  test('promise 3: whom the resync has brought up to date costs the next delivery nothing', async () => {
    const system = start();
    system.switch(OFF);
    await system.deliver([ANNA]);
    system.switch(ON);
    await system.sweep();
    const row = system.profiles.rows.get(personKey(ANNA).rowKey);
    const called = system.watchCalls();
    await system.deliver([ANNA]);
    expect(called()).toEqual([]);
    expect(system.profiles.rows.get(personKey(ANNA).rowKey)).toBe(row);
  });

  test.each(['push', 'undertaker'])(
    'who still waited to be sent when it was switched off is sent then (%s)',
    async (who) => {
      const system = start();
      const submissionId = await system.accept([ANNA]);
      await system.flows.applyPart({ submissionId, part: 0 });
      system.pushes.take(Infinity);
      if (who === 'undertaker') await system.flows.buryPush({ submissionId, part: 0 }, 1);
      system.switch(OFF);
      system.clock.now += DYING_MS;
      if (who === 'undertaker') await system.flows.buryPush({ submissionId, part: 0 }, 1);
      else await system.flows.pushPart({ submissionId, part: 0 });
      expect(await system.history.find(submissionId)).toMatchObject({ pushes: { skipped: 1 } });
      const called = system.watchCalls();
      system.switch(ON);
      await system.sweep();
      expect(called()).toEqual([ANNA]);
    },
  );

  test('a resync that is compared while pushing is off again stays owed', async () => {
    const system = start();
    system.switch(OFF);
    await system.deliver([ANNA]);
    system.switch(ON);
    system.clock.now += MINUTE;
    await system.flows.sweep();
    system.switch(OFF);
    await system.work();
    expect(await system.submissions()).toMatchObject([
      { kind: 'resync', state: 'completed', outcomes: { unchanged: 1 }, pushes: {} },
      {},
    ]);
    system.switch(ON);
    const called = system.watchCalls();
    await system.sweep();
    expect(called()).toEqual([ANNA]);
  });

  test('what is stored while a resync goes on is owed after its end', async () => {
    const system = start();
    system.switch(OFF);
    await system.deliver([ANNA]);
    system.switch(ON);
    system.clock.now += MINUTE;
    await system.flows.sweep();
    // Another instance has not heard yet that pushing is on.
    await system.owed.note();
    await system.flows.sweep();
    expect(await system.owed.read()).toBeDefined();
    await system.work();
    await system.sweep();
    expect(await system.owed.read()).toBeUndefined();
    const kinds = (await system.submissions()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'resync')).toHaveLength(2);
  });

  test('S5: waits while synchronisation is off altogether', async () => {
    const system = start();
    system.switch(OFF);
    await system.deliver([ANNA]);
    system.switch({ ...ON, TogoUPEnabled: false });
    await system.sweep();
    expect(await system.submissions()).toHaveLength(1);
  });
});

describe('a resync', () => {
  test('promise 3: of people who are as they were sent last costs no call and no write', async () => {
    const system = start();
    await system.deliver([ANNA, BERT]);
    const called = system.watchCalls();
    const rows = [...system.profiles.rows.values()];
    expect(await system.resync()).toMatchObject({
      state: 'completed',
      outcomes: { unchanged: 2 },
      pushes: { unchanged: 2 },
    });
    expect(called()).toEqual([]);
    expect([...system.profiles.rows.values()]).toEqual(rows);
  });

  test('sends what a changed PropertyMap makes different, and nothing else', async () => {
    const system = start();
    await system.deliver([ANNA]);
    const mappings = [
      { source: 'name', target: 'entra', property: 'displayName' },
      { source: 'name', target: 'sharePoint', property: 'AboutMe' },
    ];
    system.set('PropertyMap', { mappings });
    const before = system.tenant.calls.length;
    expect(await system.resync()).toMatchObject({ pushes: { pushed: 1 } });
    expect(system.tenant.calls.slice(before).map(({ values }) => values)).toEqual([
      { AboutMe: 'Somebody' },
    ]);
  });

  test('sends what Push.graphWrites has held back', async () => {
    const system = start();
    system.set('Push', { graphWrites: false });
    await system.deliver([ANNA]);
    expect(system.tenant.entra.size).toBe(0);
    system.set('Push', { graphWrites: true });
    expect(await system.resync()).toMatchObject({ pushes: { pushed: 1 } });
    expect(system.tenant.entra.get(`id-${ANNA}`)).toEqual({ displayName: 'Somebody' });
  });

  test('leaves out who is deleted or locked by the time it is worked on', async () => {
    const system = start();
    await system.deliver([ANNA, BERT]);
    const { submissionId } = await system.flows.startResync(ADMIN);
    const { rowKey } = personKey(BERT);
    const { etag, profile, numbers } = system.profiles.rows.get(rowKey)!;
    const locked = { ...profile, lifecycle: 'locked' as const };
    await system.profiles.write([{ key: personKey(BERT), profile: locked, numbers, etag }]);
    await system.work();
    expect(await system.history.find(submissionId)).toMatchObject({
      state: 'completed',
      outcomes: { unchanged: 1, skipped: 1 },
      pushes: { unchanged: 1 },
    });
    expect(await system.resync()).toMatchObject({ received: 1 });
  });

  test('of nobody ends', async () => {
    const system = start();
    const { submissionId } = await system.flows.startResync(ADMIN);
    await system.sweep();
    expect(await system.stateOf(submissionId)).toBe('completed');
  });

  test('that goes on is the answer, and is followed by another', async () => {
    const system = start();
    await system.deliver([ANNA]);
    const first = await system.flows.startResync(ADMIN);
    expect(await system.flows.startResync(ADMIN)).toEqual(first);
    await system.work();
    await system.sweep();
    const kinds = (await system.submissions()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'resync')).toHaveLength(2);
  });

  test('promise 2: beside a delivery sends the last word, whoever comes first', async () => {
    const system = start();
    await system.deliver([ANNA], 'First');
    system.switch(OFF);
    await system.deliver([ANNA], 'Second');
    system.switch(ON);
    const { submissionId } = await system.flows.startResync(ADMIN);
    await system.flows.applyPart({ submissionId, part: 0 });
    await system.deliver([ANNA], 'Third');
    await system.flows.pushPart({ submissionId, part: 0 });
    const sent = system.tenant.callsTo('graph').map(({ displayName }) => displayName);
    expect(sent.filter((name) => name !== undefined)).toEqual(['First', 'Third']);
    expect(await system.stateOf(submissionId)).toBe('completed');
  });

  test('K5: speaks of nobody, so that no delivery has to leave its number beside it', async () => {
    const system = start();
    await system.deliver([ANNA]);
    await system.flows.startResync(ADMIN);
    const row = system.profiles.rows.get(personKey(ANNA).rowKey);
    const submissionId = await system.accept([ANNA]);
    await system.flows.applyPart({ submissionId, part: 0 });
    expect(system.profiles.rows.get(personKey(ANNA).rowKey)).toBe(row);
  });

  test.each([
    ['TogoUPEnabled', { ...ON, TogoUPEnabled: false }],
    ['SharePointUPSync', OFF],
  ])('is refused while %s is off, and leaves nothing behind', async (name, switches) => {
    const system = start();
    system.switch(switches);
    const refused = system.flows.startResync(ADMIN);
    await expect(refused).rejects.toThrow(name);
    await expect(refused).rejects.toMatchObject({ code: 'SyncDisabled' });
    expect(await system.ledger.abandoned(Infinity)).toEqual([]);
    expect(await system.submissions()).toEqual([]);
  });

  test('K1: of whom not everybody can be read was never started', async () => {
    const system = start();
    const deleted: string[] = [];
    Object.assign(system.people, {
      each: () => Promise.reject(new SyncError('StorageUnavailable', 'It hangs.')),
    });
    Object.assign(system.files, {
      deleteAll: (id: string) => Promise.resolve(deleted.push(id)),
    });
    const failing = system.flows.startResync(ADMIN);
    await expect(failing).rejects.toMatchObject({ code: 'StorageUnavailable' });
    expect(deleted).toHaveLength(1);
    expect(await system.ledger.abandoned(Infinity)).toEqual([]);
    expect(await system.ledger.readOpen({ withPeople: false })).toEqual([]);
  });
});
