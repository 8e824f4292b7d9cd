import { describe, expect, test } from '@jest/globals';
import { DYING_MS } from '../../shared/flows/bury-part';
import { createMemoryPipeline } from './memory-pipeline';

/** A delivery that has been applied, and whose people are still to be pushed. */
async function appliedDelivery(userIds: readonly string[]) {
  const pipeline = createMemoryPipeline();
  const submissionId = await pipeline.accept(userIds);
  const flows = pipeline.instance();
  const { parts } = (await pipeline.ledger.find(submissionId))!;
  for (const part of parts.keys()) await flows.applyPart({ submissionId, part });
  return { pipeline, flows, submissionId, parts: parts.length };
}

describe('pushes whose people can no longer be read', () => {
  test('fail, one line a part tells of it, and the submission ends', async () => {
    const { pipeline, flows, submissionId, parts } = await appliedDelivery([
      'anna@contoso.com',
      'bert@contoso.com',
    ]);
    expect(parts).toBe(2);
    await pipeline.files.deleteAll(submissionId);
    for (const part of [0, 1]) await flows.pushPart({ submissionId, part });
    expect(pipeline.tenant.calls).toEqual([]);
    expect(await pipeline.history.find(submissionId)).toMatchObject({
      state: 'completedWithErrors',
      pushes: { failed: 2 },
      errorCount: 2,
    });
    const { items } = await pipeline.errors.list({ submissionId, code: 'ChunkMissing' });
    expect(items.map(({ part }) => part).sort()).toEqual([0, 1]);
  });

  test('fail in the hands of the undertaker, too', async () => {
    const { pipeline, flows, submissionId } = await appliedDelivery(['anna@contoso.com']);
    await flows.buryPush({ submissionId, part: 0 }, 1);
    expect(await pipeline.stateOf(submissionId)).toBe('pushing');
    await pipeline.files.deleteAll(submissionId);
    await flows.buryPush({ submissionId, part: 0 }, 1);
    expect(await pipeline.history.find(submissionId)).toMatchObject({
      state: 'completedWithErrors',
      pushes: { failed: 1 },
    });
  });
});

test('a message about a part that has nobody to push changes nothing', async () => {
  const pipeline = createMemoryPipeline();
  const off = { TogoUPEnabled: true, SharePointUPSync: false };
  pipeline.switch(off);
  const submissionId = await pipeline.accept(['anna@contoso.com', 'bert@contoso.com']);
  await pipeline.instance().applyPart({ submissionId, part: 0 });
  pipeline.switch({ ...off, SharePointUPSync: true });
  await pipeline.instance().pushPart({ submissionId, part: 0 });
  expect(pipeline.tenant.calls).toEqual([]);
  pipeline.switch(off);
  await pipeline.instance().applyPart({ submissionId, part: 1 });
  expect(await pipeline.stateOf(submissionId)).toBe('completed');
});

test('S6: the undertaker sends nothing either when pushing was switched off meanwhile', async () => {
  const { pipeline, flows, submissionId } = await appliedDelivery(['anna@contoso.com']);
  await flows.buryPush({ submissionId, part: 0 }, 1);
  pipeline.switch({ TogoUPEnabled: true, SharePointUPSync: false });
  pipeline.clock.now += DYING_MS;
  await flows.buryPush({ submissionId, part: 0 }, 1);
  expect(pipeline.tenant.calls).toEqual([]);
  expect(await pipeline.history.find(submissionId)).toMatchObject({
    state: 'completed',
    pushes: { skipped: 1 },
  });
});
