import { beforeEach, describe, expect, test } from '@jest/globals';
import { RetryLaterError, SyncError } from '../../shared/model/sync-error';
import { createErrorFileWorld, errorOf } from './error-file-world';

const MINUTE = 60_000;

let world: ReturnType<typeof createErrorFileWorld>;
beforeEach(() => {
  world = createErrorFileWorld();
});

describe('the error file in the site', () => {
  test('S56: tells a minute after the end that all went well', async () => {
    const id = await world.end();
    world.clock.now += MINUTE;
    await world.write();
    expect(world.latest()).toMatchObject({
      finishedCorrectly: true,
      submissions: [{ submissionId: id, state: 'completed', push: { pushed: 1 }, errors: [] }],
    });
  });

  test('S57: the latest run, and earlier ones under History', async () => {
    const first = await world.end({ failed: 1 });
    await world.write();
    const written = world.latestText();
    world.clock.now += MINUTE;
    const second = await world.end();
    await world.write();
    expect(world.site.text(`History/20260517T120000Z-${first}.json`)).toBe(written);
    expect(world.site.text(`History/20260517T120100Z-${second}.json`)).toBe(world.latestText());
    expect(world.latest().submissions).toMatchObject([{ submissionId: second }]);
    expect(world.site.files.size).toBe(3);
  });

  test('S58: shows every error of all that ended since', async () => {
    const bad = await world.end({ failed: 1 });
    world.clock.now += 1;
    const good = await world.end();
    await world.write();
    expect(world.latest()).toMatchObject({
      finishedCorrectly: false,
      message: 'The synchronisation finished with 1 error.',
      submissions: [
        { submissionId: good, errors: [] },
        {
          submissionId: bad,
          state: 'completedWithErrors',
          errors: [{ userId: 'anna', property: 'department', code: 'ValueRefused' }],
        },
      ],
    });
  });

  test('is written once, and again when a retry has news', async () => {
    const id = await world.end();
    await world.write();
    world.site.files.clear();
    world.clock.now += MINUTE;
    await world.write();
    expect(world.site.files.size).toBe(0);
    await world.errors.record([errorOf(id)]);
    await world.ledger.noteReport(id);
    await world.write();
    expect(world.latest()).toMatchObject({ finishedCorrectly: false });
    expect(world.site.text(`History/20260517T120000Z-${id}.json`)).toBe(world.latestText());
  });

  test('K2: news that comes while it is being written is told a minute later', async () => {
    const id = await world.end();
    const news: Promise<void>[] = [];
    world.site.onCall = () => {
      if (news.length > 0) return;
      world.clock.now += 1;
      news.push(world.errors.record([errorOf(id)]), world.ledger.noteReport(id));
    };
    await world.write();
    await Promise.all(news);
    expect(world.latest()).toMatchObject({ finishedCorrectly: true });
    world.clock.now += MINUTE;
    await world.write();
    expect(world.latest()).toMatchObject({ finishedCorrectly: false });
  });

  test('a submission that pushed nobody writes nothing', async () => {
    await world.end({ toPush: 0 });
    await world.write();
    expect(world.site.files.size).toBe(0);
  });

  test('nothing is written while pushing is off', async () => {
    await world.end();
    world.switchPush(false);
    await world.write();
    expect(world.site.files.size).toBe(0);
    world.switchPush(true);
    await world.write();
    expect(world.latest()).toMatchObject({ finishedCorrectly: true });
  });

  test('news that is a day old is not told any more when pushing has been off', async () => {
    await world.end();
    world.switchPush(false);
    world.clock.now += 24 * 60 * MINUTE;
    await world.write();
    world.switchPush(true);
    await world.write();
    expect(world.site.files.size).toBe(0);
  });

  test('K9: waits for the lane of Graph, and for the end of a pause', async () => {
    await world.end();
    const answer = await world.lanes.acquire('graph');
    await world.write();
    expect(world.site.files.size).toBe(0);
    if (answer.kind !== 'mine') throw new Error('The lane was free.');
    await answer.lane.holdUntil(world.clock.now + 2 * MINUTE);
    await answer.lane.release();
    world.clock.now += MINUTE;
    await world.write();
    expect(world.site.files.size).toBe(0);
    world.clock.now += MINUTE;
    await world.write();
    expect(world.latest()).toMatchObject({ finishedCorrectly: true });
  });
});

describe('an error file that cannot be written', () => {
  test.each([
    ['the site is missing', 'noSite', 'There is no such site.'],
    ['the app is refused', 'refused', 'The app is not let in.'],
  ] as const)(
    'fails no submission when %s: it is one line, however often',
    async (_, state, why) => {
      const ids = [await world.end(), await world.end({ failed: 1 })];
      world.site.state = state;
      for (let minute = 0; minute < 60; minute++) {
        await world.write();
        world.clock.now += MINUTE;
      }
      for (const id of ids) {
        expect(await world.linesOf(id)).toEqual([
          {
            submissionId: id,
            occurredAt: '2026-05-17T12:45:00.000Z',
            status: 'Error',
            stage: 'record',
            target: 'errorFile',
            code: 'FileNotWritten',
            message: `The error file could not be written: ${why}`,
          },
        ]);
      }
      expect((await world.history.find(ids[0]!))?.state).toBe('completed');
    },
  );

  test('is tried again after a quarter of an hour, and then tells of the run alone', async () => {
    await world.end();
    world.site.state = 'noSite';
    await world.write();
    world.site.state = 'ready';
    world.clock.now += 15 * MINUTE - 1;
    await world.write();
    expect(world.site.files.size).toBe(0);
    world.clock.now += 1;
    await world.write();
    expect(world.latest()).toMatchObject({
      finishedCorrectly: true,
      submissions: [{ errors: [] }],
    });
  });

  test('is given up a day after the end', async () => {
    await world.end();
    world.site.state = 'noSite';
    let tries = 0;
    world.site.onCall = () => {
      tries += 1;
    };
    for (let minute = 0; minute < 26 * 60; minute++) {
      await world.write();
      world.clock.now += MINUTE;
    }
    expect(tries).toBe(24 * 4 + 1);
    expect(await world.ledger.dueReports(Infinity, 10)).toEqual([]);
  });

  test('S56: an outage of a few minutes is no error, and the file comes within five', async () => {
    const id = await world.end();
    world.site.onCall = () => {
      throw new SyncError('TenantUnavailable', 'The tenant could not be reached.');
    };
    for (let minute = 0; minute < 4; minute++) {
      await world.write();
      world.clock.now += MINUTE;
    }
    expect(await world.linesOf(id)).toEqual([]);
    world.site.onCall = () => undefined;
    await world.write();
    expect(world.latest()).toMatchObject({ finishedCorrectly: true });
  });

  test('a longer outage is an error', async () => {
    const id = await world.end();
    world.site.onCall = () => {
      throw new SyncError('TenantUnavailable', 'The tenant could not be reached.');
    };
    world.clock.now += 5 * MINUTE;
    await world.write();
    expect(await world.linesOf(id)).toMatchObject([{ code: 'FileNotWritten' }]);
  });

  test('D5: a pause that the tenant asks for is waited for, and is no error', async () => {
    const id = await world.end();
    let calls = 0;
    world.site.onCall = () => {
      calls += 1;
      const retryAt = world.clock.now + 10 * MINUTE;
      throw new RetryLaterError('Throttled', 'The tenant asks for a pause.', { retryAt });
    };
    for (let minute = 0; minute < 10; minute++) {
      await world.write();
      world.clock.now += MINUTE;
    }
    expect(calls).toBe(1);
    expect(await world.linesOf(id)).toEqual([]);
    world.site.onCall = () => undefined;
    world.clock.now += MINUTE;
    await world.write();
    expect(world.latest()).toMatchObject({ finishedCorrectly: true });
  });

  test('a fault of ours is thrown, and the news is kept', async () => {
    await world.end();
    world.site.onCall = () => {
      throw new TypeError('x is not a function');
    };
    await expect(world.write()).rejects.toThrow(TypeError);
    world.site.onCall = () => undefined;
    await world.write();
    expect(world.latest()).toMatchObject({ finishedCorrectly: true });
  });
});
