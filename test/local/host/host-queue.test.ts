import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { QueueServiceClient } from '@azure/storage-queue';
import type { QueueClient } from '@azure/storage-queue';
import { setTimeout as pause } from 'node:timers/promises';
import { startAzurite } from '../../../infra/local/azurite';
import type { Azurite } from '../../../infra/local/azurite';
import { startHostProcess } from './host-process';
import type { AppEvent, HostProcess } from './host-process';

/** Longer than the lease of 2 s that these hosts run with. */
const BEYOND_LEASE_MS = 3_500;

let azurite: Azurite;
let service: QueueServiceClient;
let host: HostProcess;

function startHost(env: Record<string, string> = {}): Promise<HostProcess> {
  const storage = azurite.connectionString;
  return startHostProcess({ storage, tenantUrl: 'http://127.0.0.1:9', env });
}

beforeAll(async () => {
  azurite = await startAzurite({ data: 'memory', ports: 'any', onExit: () => undefined });
  service = QueueServiceClient.fromConnectionString(azurite.connectionString);
  host = await startHost();
  await service.createQueue('jobs');
});

afterAll(async () => {
  await host.end('SIGTERM');
  await azurite.close();
});

async function send(queue: QueueClient, body: unknown): Promise<void> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  await queue.sendMessage(Buffer.from(text).toString('base64'));
}

const jobs = () => service.getQueueClient('jobs');

/** Whether an event is the start of work on the message with this tag. */
function isStart(tag: string): (event: AppEvent) => boolean {
  return ({ name, message }) => name === 'job' && (message as { tag?: string } | null)?.tag === tag;
}

function isDone(tag: string): (event: AppEvent) => boolean {
  return ({ name, done }) => name === 'job' && (done as { tag?: string } | undefined)?.tag === tag;
}

function startsOf(of: HostProcess, tag: string): AppEvent[] {
  return of.events.filter(isStart(tag));
}

/** Waits until the queue has a message and takes it. */
async function take(queue: QueueClient): Promise<{ text: string; dequeueCount: number }> {
  for (;;) {
    await queue.createIfNotExists();
    const [message] = (await queue.receiveMessages()).receivedMessageItems;
    if (message === undefined) {
      await pause(100);
      continue;
    }
    await queue.deleteMessage(message.messageId, message.popReceipt);
    return { text: message.messageText, dequeueCount: message.dequeueCount };
  }
}

async function untilEmpty(queue: QueueClient): Promise<void> {
  while (((await queue.getProperties()).approximateMessagesCount ?? 0) > 0) await pause(100);
}

describe('a message', () => {
  test.each([
    ['42', 42],
    ['true', true],
    ['{"a":[1]}', { a: [1] }],
    ['"quoted"', 'quoted'],
    ['plain ñ', 'plain ñ'],
  ])('%s arrives as JSON where it can be read as JSON', async (text, expected) => {
    await send(jobs(), text);
    const { message } = await host.event(
      (event) =>
        event.name === 'job' && JSON.stringify(event['message']) === JSON.stringify(expected),
    );
    expect(message).toEqual(expected);
  });

  test('brings what the queue knows about it', async () => {
    await send(jobs(), { tag: 'metadata' });
    const { metadata } = await host.event(isStart('metadata'));
    expect(metadata).toMatchObject({
      dequeueCount: 1,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      popReceipt: expect.any(String),
      insertionTime: expect.stringMatching(/^\d{4}-.*Z$/),
      expirationTime: expect.stringMatching(/^\d{4}-.*Z$/),
      nextVisibleTime: expect.stringMatching(/^\d{4}-.*Z$/),
      queueTrigger: { tag: 'metadata' },
    });
  });

  test('overwrites that by members of its own body with the same names', async () => {
    await send(jobs(), {
      tag: 'own',
      ID: 'mine',
      DequeueCount: 77,
      list: [1],
      none: null,
      deep: { a: 1 },
    });
    const { metadata } = await host.event(isStart('own'));
    expect(metadata).toMatchObject({ id: 'mine', dequeueCount: 77, deep: { a: 1 } });
    expect(Object.keys(metadata as object)).not.toEqual(expect.arrayContaining(['list']));
    expect(Object.keys(metadata as object)).not.toEqual(expect.arrayContaining(['none']));
  });

  test('is gone once its function has succeeded', async () => {
    await send(jobs(), { tag: 'gone' });
    await host.event(isDone('gone'));
    await untilEmpty(jobs());
    expect(startsOf(host, 'gone')).toHaveLength(1);
  });

  test('belongs to one delivery for as long as its function runs', async () => {
    await send(jobs(), { tag: 'long', sleepMs: 2 * BEYOND_LEASE_MS });
    await host.event(isDone('long'));
    await untilEmpty(jobs());
    expect(startsOf(host, 'long')).toHaveLength(1);
  });

  test('is tried maxDequeueCount times and then goes to the poison queue as a new message', async () => {
    await send(jobs(), { tag: 'bad', fail: true });
    const poison = await take(service.getQueueClient('jobs-poison'));
    expect(JSON.parse(Buffer.from(poison.text, 'base64').toString())).toEqual({
      tag: 'bad',
      fail: true,
    });
    expect(poison.dequeueCount).toBe(1);
    const counts = startsOf(host, 'bad').map(
      ({ metadata }) => metadata as { dequeueCount: number },
    );
    expect(counts.map(({ dequeueCount }) => dequeueCount)).toEqual([1, 2, 3]);
    await untilEmpty(jobs());
  });

  test('that is no base64 goes to the poison queue as it is, without a call', async () => {
    const before = host.events.length;
    await jobs().sendMessage('not base64!');
    expect((await take(service.getQueueClient('jobs-poison'))).text).toBe('not base64!');
    expect(host.events).toHaveLength(before);
  });
});

describe('deliveries', () => {
  test('start again at newBatchThreshold, so batchSize + newBatchThreshold run at once', async () => {
    for (const sleepMs of [4000, 4000, 50, 50]) await send(jobs(), { tag: 'many', sleepMs });
    for (let sent = 0; sent < 8; sent += 1) await send(jobs(), { tag: 'many', sleepMs: 1000 });
    await untilEmpty(jobs());
    const running = startsOf(host, 'many').map((event) => event['running'] as number);
    expect(running).toHaveLength(12);
    expect(Math.max(...running)).toBeLessThanOrEqual(6);
    expect(Math.max(...running)).toBeGreaterThan(2);
  });

  test('wait for a queue that does not exist yet', async () => {
    const own = await startHost({ JOB_QUEUE: 'later' });
    await pause(500);
    const queue = service.getQueueClient('later');
    await queue.create();
    await send(queue, { tag: 'later' });
    await own.event(isDone('later'));
    expect(await own.end('SIGTERM')).toBe(0);
    expect(own.log.join('\n')).not.toContain('cannot read');
  });

  test('come again after visibilityTimeout, which is not the lease', async () => {
    const queue = service.getQueueClient('patient');
    await queue.create();
    const visibility = { AzureFunctionsJobHost__extensions__queues__visibilityTimeout: '01:00:00' };
    const own = await startHost({ JOB_QUEUE: 'patient', ...visibility });
    await send(queue, { tag: 'patient', fail: true });
    await own.event(isStart('patient'));
    await pause(BEYOND_LEASE_MS);
    expect(await own.end('SIGTERM')).toBe(0);
    expect(startsOf(own, 'patient')).toHaveLength(1);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(1);
  });

  test('of a message that was tried too often do not happen: it goes to the poison queue', async () => {
    const queue = service.getQueueClient('tired');
    await queue.create();
    await send(queue, { tag: 'tired' });
    for (let tries = 0; tries < 3; tries += 1) {
      const [message] = (await queue.receiveMessages()).receivedMessageItems;
      if (message === undefined) throw new Error('the message is not there');
      await queue.updateMessage(message.messageId, message.popReceipt, undefined, 0);
    }
    const own = await startHost({ JOB_QUEUE: 'tired' });
    await take(service.getQueueClient('tired-poison'));
    expect(await own.end('SIGTERM')).toBe(0);
    expect(own.events.filter(({ name }) => name === 'job')).toEqual([]);
  });

  test('come again after the lease when the host was killed', async () => {
    const queue = service.getQueueClient('crash');
    await queue.create();
    await send(queue, { tag: 'crash', sleepMs: 1000 });
    const first = await startHost({ JOB_QUEUE: 'crash' });
    await first.event(isStart('crash'));
    await first.end('SIGKILL');
    const second = await startHost({ JOB_QUEUE: 'crash' });
    await second.event(isDone('crash'));
    expect(startsOf(second, 'crash')[0]).toMatchObject({ metadata: { dequeueCount: 2 } });
    await untilEmpty(queue);
    expect(await second.end('SIGTERM')).toBe(0);
  });

  test('that run when the host stops are ended and counted before it goes', async () => {
    const queue = service.getQueueClient('drained');
    await queue.create();
    const own = await startHost({ JOB_QUEUE: 'drained' });
    await send(queue, { tag: 'drained', sleepMs: 1500 });
    await own.event(isStart('drained'));
    expect(await own.end('SIGTERM')).toBe(0);
    expect(own.events.filter(isDone('drained'))).toHaveLength(1);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
  });

  test('from a poison queue leave a failed message to its lease, and end at maxDequeueCount', async () => {
    const queue = service.getQueueClient('dead-poison');
    await queue.create();
    await send(queue, { tag: 'dead' });
    await host.event(({ name, dequeueCount }) => name === 'undertaker' && dequeueCount === 3);
    await pause(2 * BEYOND_LEASE_MS);
    expect(host.events.filter(({ name }) => name === 'undertaker')).toHaveLength(3);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(1);
    expect(await service.getQueueClient('dead-poison-poison').exists()).toBe(false);
  });
});
