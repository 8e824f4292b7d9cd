import { describe, expect, test } from '@jest/globals';
import { personKey } from '../../shared/model/person-key';
import { SyncError } from '../../shared/model/sync-error';
import { ADMIN, ANNA, BERT, OFF, ON, startSystem } from './resync-system';

describe('a resync', () => {
  test('promise 3: of people who are as they were sent last costs no call and no write', async () => {
    const system = startSystem();
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
    const system = startSystem();
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
    const system = startSystem();
    system.set('Push', { graphWrites: false });
    await system.deliver([ANNA]);
    expect(system.tenant.entra.size).toBe(0);
    system.set('Push', { graphWrites: true });
    expect(await system.resync()).toMatchObject({ pushes: { pushed: 1 } });
    expect(system.tenant.entra.get(`id-${ANNA}`)).toEqual({ displayName: 'Somebody' });
  });

  test('leaves out who is deleted or locked by the time it is worked on', async () => {
    const system = startSystem();
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
    const system = startSystem();
    const { submissionId } = await system.flows.startResync(ADMIN);
    await system.sweep();
    expect(await system.stateOf(submissionId)).toBe('completed');
  });

  test('that goes on is the answer, and is followed by another', async () => {
    const system = startSystem();
    await system.deliver([ANNA]);
    const first = await system.flows.startResync(ADMIN);
    expect(await system.flows.startResync(ADMIN)).toEqual(first);
    await system.work();
    await system.sweep();
    const kinds = (await system.submissions()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'resync')).toHaveLength(2);
  });

  test('promise 2: beside a delivery sends the last word, whoever comes first', async () => {
    const system = startSystem();
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
    const system = startSystem();
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
    const system = startSystem();
    system.switch(switches);
    const refused = system.flows.startResync(ADMIN);
    await expect(refused).rejects.toThrow(name);
    await expect(refused).rejects.toMatchObject({ code: 'SyncDisabled' });
    expect(await system.ledger.abandoned(Infinity)).toEqual([]);
    expect(await system.submissions()).toEqual([]);
  });

  test('K1: of whom not everybody can be read was never started', async () => {
    const system = startSystem();
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
