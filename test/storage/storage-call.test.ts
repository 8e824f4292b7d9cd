import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createQueueWorkQueue } from '../../shared/storage/queue-work-queue';
import { openContainer } from '../../shared/storage/storage-container';
import { storageCall } from '../../shared/storage/storage-call';
import { openTable } from '../../shared/storage/storage-table';
import { startStubStorage, STUB_SILENCE, type StubStorage } from '../support/stub-storage';

let stub: StubStorage;

const doors = {
  table: () => openTable(stub.connection(), 'Table').get('p', 'r'),
  blob: () => openContainer(stub.connection(), 'blobs').call((client) => client.getProperties()),
  queue: () =>
    createQueueWorkQueue({ connection: stub.connection(), name: 'queue', now: Date.now }).send({
      version: 1,
      retry: true,
    }),
};

beforeAll(async () => {
  stub = await startStubStorage();
});

afterAll(() => stub.close());

describe.each(Object.entries(doors))('an outage of the %s service', (_, ask) => {
  test.each([
    ['that answers 503', 503],
    ['that answers 500', 500],
    ['that hangs up', 0],
  ])('%s is tried three times and told as such, with its cause', async (_name, answer) => {
    stub.status = answer;
    const before = stub.requests.length;
    await expect(ask()).rejects.toMatchObject({
      code: 'StorageUnavailable',
      cause: { name: 'RestError' },
    });
    expect(stub.requests.length - before).toBe(3);
  });

  test.each([401, 403, 429])('that answers %i is told as such', async (answer) => {
    stub.status = answer;
    await expect(ask()).rejects.toMatchObject({ code: 'StorageUnavailable' });
  });

  test('is over when the service answers again: nothing is remembered', async () => {
    stub.status = 403;
    const table = openTable(stub.connection(), 'Again');
    await expect(table.insert({ partitionKey: 'p', rowKey: 'r' })).rejects.toThrow();
    stub.status = 204;
    expect(await table.insert({ partitionKey: 'p', rowKey: 'r' })).toBe(true);
  });
});

describe('a call to storage', () => {
  test('that is never answered is given up, and told as an outage', async () => {
    stub.status = STUB_SILENCE;
    const { client } = openTable(stub.connection(), 'Table');
    const call = storageCall((abortSignal) => client.getEntity('p', 'r', { abortSignal }), 100);
    await expect(call).rejects.toMatchObject({
      code: 'StorageUnavailable',
      cause: { name: 'AbortError' },
    });
  });

  test('for which the identity gets no token is an outage', async () => {
    const error = Object.assign(new Error('no token'), { name: 'CredentialUnavailableError' });
    await expect(storageCall(() => Promise.reject(error))).rejects.toMatchObject({
      code: 'StorageUnavailable',
      cause: error,
    });
  });

  test('that fails for what it asks, or by a mistake of ours, throws that', async () => {
    stub.status = 400;
    await expect(doors.table()).rejects.toMatchObject({ statusCode: 400 });
    const mistake = new TypeError('x is not a function');
    await expect(storageCall(() => Promise.reject(mistake))).rejects.toBe(mistake);
  });
});
