import { describe, expect, test } from '@jest/globals';
import { createOnce } from '../../shared/storage/create-once';
import { mapInParallel } from '../../shared/storage/map-in-parallel';

describe('tasks in parallel', () => {
  test('give their results in the order of the items, whichever ends first', async () => {
    const results = await mapInParallel([3, 1, 2], 3, async (ticks) => {
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      return ticks * 10;
    });
    expect(results).toEqual([30, 10, 20]);
  });

  test('are never more than wanted', async () => {
    let running = 0;
    let most = 0;
    await mapInParallel([...Array(20).keys()], 4, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
    });
    expect(most).toBe(4);
  });

  test('are not started any more once one has failed', async () => {
    const started: number[] = [];
    const task = async (item: number): Promise<void> => {
      started.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('one');
    };
    await expect(mapInParallel([0, 1, 2, 3, 4, 5, 6, 7], 2, task)).rejects.toThrow('one');
    await new Promise(setImmediate);
    expect(started).not.toContain(7);
  });

  test('may be none', async () => {
    expect(await mapInParallel([], 4, () => Promise.resolve(1))).toEqual([]);
  });
});

describe('a creation', () => {
  test('runs once for all who wait for it', async () => {
    let runs = 0;
    const create = createOnce(async () => (runs += 1));
    await Promise.all([create(), create()]);
    await create();
    expect(runs).toBe(1);
  });

  test('runs again after it failed', async () => {
    let runs = 0;
    const create = createOnce(async () => {
      runs += 1;
      if (runs === 1) throw new Error('first');
    });
    const both = await Promise.allSettled([create(), create()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await create();
    expect(runs).toBe(2);
  });
});
