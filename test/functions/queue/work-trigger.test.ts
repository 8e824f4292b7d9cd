import { describe, expect, test } from '@jest/globals';
import { createWorkTrigger, type WorkTriggerOptions } from '../../../functions/queue/work-trigger';
import { SyncError } from '../../../shared/model/sync-error';
import { createMemoryWorkQueue } from '../../fakes/memory-work-queue';
import { createContext } from '../request';

const SUBMISSION = '01936b5e-7a3c-7def-8abc-0123456789ab';
const MESSAGE = { version: 1, submissionId: SUBMISSION, part: 2 };

function start(options: Partial<WorkTriggerOptions> = {}) {
  const calls: unknown[] = [];
  const queue = createMemoryWorkQueue();
  const trigger = createWorkTrigger({
    queue,
    now: () => 1_000,
    onPart: async (...words) => {
      calls.push(words);
    },
    onRetry: async () => {
      calls.push('retry');
    },
    ...options,
  });
  return { calls, queue, trigger };
}

describe('a queue of work', () => {
  test('does the part that a message names, and says which delivery it is', async () => {
    const { calls, trigger } = start();
    await trigger(MESSAGE, createContext({ dequeueCount: 3 }).context);
    await trigger(MESSAGE, createContext().context);
    const name = { submissionId: SUBMISSION, part: 2 };
    expect(calls).toEqual([
      [name, 3],
      [name, 1],
    ]);
  });

  test('tries again whom a message asks to be tried again', async () => {
    const { calls, trigger } = start();
    await trigger({ version: 1, retry: true }, createContext().context);
    expect(calls).toEqual(['retry']);
  });

  test('follows the bulk import that a message asks for', async () => {
    const asked: string[] = [];
    const { trigger } = start({ onImport: async () => void asked.push('import') });
    await trigger({ version: 1, import: true }, createContext().context);
    expect(asked).toEqual(['import']);
  });

  test('K8: puts a message of newer code back, for later', async () => {
    const { calls, queue, trigger } = start();
    const message = { version: 7, people: [[1]], dequeueCount: 5 };
    await trigger(message, createContext().context);
    expect(calls).toEqual([]);
    expect(queue.waiting).toEqual([{ message, visibleAt: 301_000 }]);
  });

  test('drops what means nothing, without repeating it in the log', async () => {
    const { calls, queue, trigger } = start();
    const { context, log } = createContext();
    await trigger({ version: 1, name: 'Ana García' }, context);
    expect(calls).toEqual([]);
    expect(queue.waiting).toEqual([]);
    expect(log).toEqual(['error: a message that is no work was dropped']);
  });

  test('fails with the failure of the work, so that the message comes again', async () => {
    const failure = new SyncError('StorageUnavailable', 'Storage is down.');
    const { trigger } = start({ onPart: () => Promise.reject(failure) });
    await expect(trigger(MESSAGE, createContext().context)).rejects.toBe(failure);
  });

  test('does not let the host log what somebody else\u2019s error quotes', async () => {
    const { trigger } = start({ onPart: () => Promise.reject(new TypeError('Ana García')) });
    const { context, log } = createContext();
    const failed = Promise.resolve(trigger(MESSAGE, context));
    await expect(failed).rejects.toMatchObject({ code: 'Internal' });
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('Ana') });
    expect(log.join()).toMatch(/^error: failed: TypeError\n/);
    expect(log.join()).not.toContain('Ana');
  });
});
