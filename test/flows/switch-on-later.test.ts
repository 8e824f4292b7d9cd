import { describe, expect, test } from '@jest/globals';
import { DYING_MS } from '../../shared/flows/bury-part';
import { personKey } from '../../shared/model/person-key';
import { ANNA, BERT, CARL, MINUTE, OFF, ON, startSystem } from './resync-system';

describe('S6: SharePointUPSync is switched on later', () => {
  test('exactly those are sent who differ from what was sent last', async () => {
    const system = startSystem();
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
    const system = startSystem();
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
    const system = startSystem();
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
      const system = startSystem();
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
    const system = startSystem();
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
    const system = startSystem();
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
    const system = startSystem();
    system.switch(OFF);
    await system.deliver([ANNA]);
    system.switch({ ...ON, TogoUPEnabled: false });
    await system.sweep();
    expect(await system.submissions()).toHaveLength(1);
  });
});
