import { describe, expect, test } from '@jest/globals';
import { newSubmission } from '../contract/sample-submission';
import { createMemoryPipeline } from './memory-pipeline';

/** A pipeline with ended submissions whose blobs may be deleted, and one expired key. */
async function pipelineWithEnded(count: number) {
  const pipeline = createMemoryPipeline();
  for (let place = 0; place < count; place++) {
    const submission = newSubmission();
    const key = {
      keyHash: `key ${place}`,
      bodyHash: '',
      submissionId: submission.id,
      expiresAt: pipeline.clock.now,
    };
    await pipeline.ledger.announce(submission.id, pipeline.clock.now);
    await pipeline.ledger.accept(submission, key);
    await pipeline.ledger.end(submission.id, pipeline.clock.now + place, { report: false });
  }
  pipeline.clock.now += count;
  return pipeline;
}

describe('cleaning up after what has ended', () => {
  test('goes on with the others when the blobs of one cannot be deleted', async () => {
    const pipeline = await pipelineWithEnded(3);
    const [first] = await pipeline.ledger.deletable(pipeline.clock.now);
    Object.assign(pipeline.files, {
      deleteAll: async (id: string) => {
        if (id === first?.submissionId) throw new Error('A policy holds this blob.');
      },
    });
    await expect(pipeline.instance().sweep()).rejects.toThrow('Part of the sweep failed.');
    expect(await pipeline.ledger.deletable(pipeline.clock.now)).toEqual([first]);
    expect(await pipeline.ledger.findKey('key 0')).toBeUndefined();
  });

  test('K3: leaves to the next minute what does not fit into the time of a function', async () => {
    const pipeline = await pipelineWithEnded(5);
    Object.assign(pipeline.files, {
      deleteAll: async () => {
        pipeline.clock.now += 90_000;
      },
    });
    const flows = pipeline.instance();
    await flows.sweep();
    expect(await pipeline.ledger.deletable(pipeline.clock.now)).toHaveLength(2);
    await flows.sweep();
    expect(await pipeline.ledger.deletable(pipeline.clock.now)).toEqual([]);
  });
});
