import { describe, expect, test } from '@jest/globals';
import { DYING_MS } from '../../shared/flows/bury-part';
import { createMemoryPipeline } from './memory-pipeline';

const ON = { TogoUPEnabled: true, SharePointUPSync: false };
const OFF = { ...ON, TogoUPEnabled: false };
const MINUTE = 60_000;

/** A delivery of two parts, and two instances of which the second has read that synchronisation is off. */
async function mixedInstances() {
  const pipeline = createMemoryPipeline();
  const submissionId = await pipeline.accept(['anna@contoso.com', 'bert@contoso.com']);
  pipeline.switch(ON);
  const on = pipeline.instance();
  await on.sweep();
  pipeline.switch(OFF);
  const off = pipeline.instance();
  await off.sweep();
  pipeline.switch(ON);
  return { pipeline, submissionId, on, off };
}

describe('work that waits for synchronisation to be on', () => {
  test('S5: is woken by the next sweep, also when another part went on meanwhile', async () => {
    const { pipeline, submissionId, on, off } = await mixedInstances();
    await off.applyPart({ submissionId, part: 0 });
    await on.applyPart({ submissionId, part: 1 });
    expect(await pipeline.stateOf(submissionId)).toBe('waiting');
    pipeline.clock.now += MINUTE;
    await on.sweep();
    expect(pipeline.changes.waiting).toMatchObject([{ message: { submissionId, part: 0 } }]);
    await on.applyPart({ submissionId, part: 0 });
    expect(await pipeline.stateOf(submissionId)).toBe('completed');
  });

  test('S5: says so although another writer changes the ledger at the same time', async () => {
    const { pipeline, submissionId, on, off } = await mixedInstances();
    const ledger = { ...pipeline.ledger };
    let isOvertaken = false;
    const readOpen: typeof ledger.readOpen = async (options) => {
      const open = await ledger.readOpen(options);
      if (!isOvertaken) {
        isOvertaken = true;
        await on.applyPart({ submissionId, part: 1 });
      }
      return open;
    };
    Object.assign(pipeline.ledger, { readOpen });
    await off.applyPart({ submissionId, part: 0 });
    expect(await pipeline.stateOf(submissionId)).toBe('waiting');
  });

  test('is listed as waiting, and no longer when it has been woken and applied', async () => {
    const { pipeline, submissionId, on, off } = await mixedInstances();
    await off.applyPart({ submissionId, part: 0 });
    expect(await pipeline.history.find(submissionId)).toMatchObject({ state: 'waiting' });
    pipeline.clock.now += MINUTE;
    await on.sweep();
    await on.applyPart({ submissionId, part: 0 });
    expect(await pipeline.history.find(submissionId)).toMatchObject({
      state: 'applying',
      outcomes: {},
    });
  });

  test('K10: waits without a message of its own in the hands of the undertaker, too', async () => {
    const { pipeline, submissionId, on, off } = await mixedInstances();
    await on.buryPart({ submissionId, part: 0 }, 1);
    pipeline.buriedChanges.take(Infinity);
    pipeline.clock.now += DYING_MS;
    pipeline.switch(OFF);
    const later = pipeline.instance();
    await later.buryPart({ submissionId, part: 0 }, 1);
    expect(pipeline.buriedChanges.waiting).toEqual([]);
    for (let minute = 0; minute < 30; minute++) {
      pipeline.clock.now += MINUTE;
      await later.sweep();
    }
    expect(pipeline.buriedChanges.waiting).toEqual([]);
    pipeline.switch(ON);
    pipeline.clock.now += MINUTE;
    await off.sweep();
    expect(pipeline.buriedChanges.waiting).toMatchObject([{ message: { submissionId, part: 0 } }]);
  });
});

test('K10: a push that waits in the hands of the undertaker stays one message', async () => {
  const pipeline = createMemoryPipeline();
  const submissionId = await pipeline.accept(['anna@contoso.com']);
  const flows = pipeline.instance();
  await flows.applyPart({ submissionId, part: 0 });
  await flows.buryPush({ submissionId, part: 0 }, 1);
  pipeline.switch({ TogoUPEnabled: false, SharePointUPSync: true });
  for (let minute = 0; minute < 120; minute++) {
    pipeline.clock.now += MINUTE;
    const isThere = pipeline.buriedPushes.take(pipeline.clock.now) !== undefined;
    if (isThere) await flows.buryPush({ submissionId, part: 0 }, 1);
    await flows.sweep();
  }
  expect(pipeline.buriedPushes.waiting).toHaveLength(1);
});
