import { beforeEach, describe, expect, test } from '@jest/globals';
import { createCachedConfiguration } from '../../shared/configuration/cached-configuration';
import { createAcceptDelivery, type AcceptPorts } from '../../shared/flows/accept-delivery';
import { createSweepSubmissions, type SweepPorts } from '../../shared/flows/sweep-submissions';
import { createBlobChunkStore } from '../../shared/intake/blob-chunk-store';
import { SyncError } from '../../shared/model/sync-error';
import { createBlobSubmissionFiles } from '../../shared/record/blob-submission-files';
import type { SubmissionLedger } from '../../shared/record/submission-ledger';
import { createSubmissionProgress } from '../../shared/record/submission-progress';
import { createTableSubmissionLedger } from '../../shared/record/table-submission-ledger';
import { createContainerClient } from '../../shared/storage/storage-connection';
import { openContainer } from '../../shared/storage/storage-container';
import { createMemoryErrorDetails } from '../fakes/memory-error-details';
import { createMemoryPropertyCatalogue } from '../fakes/memory-property-catalogue';
import { memoryPushRetries } from '../fakes/memory-push-retries';
import { createMemorySettingsRows } from '../fakes/memory-settings-rows';
import { createMemorySubmissionHistory } from '../fakes/memory-submission-history';
import { createMemoryWorkQueue } from '../fakes/memory-work-queue';
import { useAzurite } from '../support/azurite';

const MINUTE = 60_000;
const storage = useAzurite();

/** The flows at both ends of a delivery, over a real ledger and real blobs. */
function createWorld() {
  const clock = { now: Date.UTC(2030, 0, 1) };
  const now = (): number => clock.now;
  const container = storage.newName();
  const client = createContainerClient(storage.connection(), container);
  const rows = createMemorySettingsRows({ SyncConfiguration: { TogoUPEnabled: true } });
  const stores = {
    now,
    ledger: createTableSubmissionLedger(storage.emptyTable(), now),
    history: createMemorySubmissionHistory(),
    errors: createMemoryErrorDetails(),
    files: createBlobSubmissionFiles(openContainer(storage.connection(), container)),
    chunks: createBlobChunkStore(client),
    catalogue: createMemoryPropertyCatalogue(),
    configuration: createCachedConfiguration({ rows, now }),
    changes: createMemoryWorkQueue(),
    pushes: createMemoryWorkQueue(),
    buriedChanges: createMemoryWorkQueue(),
    buriedPushes: createMemoryWorkQueue(),
    retries: memoryPushRetries(),
  };
  const resyncOwed = () => Promise.resolve();
  const ports = { ...stores, progress: createSubmissionProgress(stores), resyncOwed };
  return {
    ...stores,
    clock,
    deliver: (changes: Partial<AcceptPorts> = {}) => deliver({ ...ports, ...changes }),
    sweep: (changes: Partial<SweepPorts> = {}) =>
      createSweepSubmissions({ ...ports, ...changes })(),
    blobs: async () => {
      await client.createIfNotExists();
      const names: string[] = [];
      for await (const { name } of client.listBlobsFlat()) names.push(name);
      return names;
    },
  };
}

function deliver(ports: AcceptPorts) {
  return createAcceptDelivery(ports)({
    caller: 'hr-system',
    kind: 'batch',
    mode: 'merge',
    async *openBody() {
      yield Buffer.from(JSON.stringify({ users: [{ userId: 'E-1', name: 'Ana' }] }));
    },
  });
}

class Crash extends Error {}

/** Where the process dies; nothing that it would do afterwards happens. */
function crash(): Promise<never> {
  return Promise.reject(new Crash('The process dies.'));
}

function outage(): Promise<never> {
  return Promise.reject(new SyncError('StorageUnavailable', 'No answer.'));
}

describe('a delivery that is never accepted', () => {
  let world: ReturnType<typeof createWorld>;
  /** A ledger of a process that dies when everything is stored. */
  let dying: SubmissionLedger;

  beforeEach(() => {
    world = createWorld();
    dying = { ...world.ledger, accept: crash };
  });

  test('K2: leaves no person behind, an hour after a crash before the transaction', async () => {
    await expect(world.deliver({ ledger: dying })).rejects.toThrow(Crash);
    expect(await world.blobs()).toHaveLength(2);
    world.clock.now += 60 * MINUTE;
    await world.sweep();
    expect(await world.blobs()).toHaveLength(2);
    world.clock.now += 1;
    await world.sweep();
    expect(await world.blobs()).toEqual([]);
    expect(await world.ledger.deletable(world.clock.now)).toEqual([]);
  });

  test('K2: leaves no person behind when an outage keeps its own process from cleaning up', async () => {
    const files = { ...world.files, saveAnswer: outage, deleteAll: outage };
    await expect(world.deliver({ files })).rejects.toMatchObject({ code: 'StorageUnavailable' });
    expect(await world.blobs()).toHaveLength(1);
    world.clock.now += 61 * MINUTE;
    await world.sweep();
    expect(await world.blobs()).toEqual([]);
  });

  test('K2: is announced before its first blob', async () => {
    const ledger = { ...world.ledger, announce: crash };
    await expect(world.deliver({ ledger })).rejects.toThrow(Crash);
    expect(await world.blobs()).toEqual([]);
  });

  test.each<[string, (world: ReturnType<typeof createWorld>) => Partial<SweepPorts>]>([
    ['before it is abandoned', ({ ledger }) => ({ ledger: { ...ledger, abandon: crash } })],
    ['before its blobs go', ({ files }) => ({ files: { ...files, deleteAll: crash } })],
    ['when its blobs are gone', ({ ledger }) => ({ ledger: { ...ledger, forgetEnded: crash } })],
  ])('K2: is cleaned up by the next sweep when one crashes %s', async (_, crashing) => {
    await expect(world.deliver({ ledger: dying })).rejects.toThrow(Crash);
    world.clock.now += 61 * MINUTE;
    await expect(world.sweep(crashing(world))).rejects.toThrow('Part of the sweep failed.');
    await world.sweep();
    expect(await world.blobs()).toEqual([]);
    expect(await world.ledger.abandoned(world.clock.now)).toEqual([]);
    expect(await world.ledger.deletable(world.clock.now)).toEqual([]);
  });

  test('K1: is refused without effect when it comes after the sweep', async () => {
    const accept: SubmissionLedger['accept'] = async (submission, key) => {
      world.clock.now += 61 * MINUTE;
      await world.sweep();
      return world.ledger.accept(submission, key);
    };
    const late = world.deliver({ ledger: { ...world.ledger, accept } });
    await expect(late).rejects.toMatchObject({ code: 'StorageUnavailable' });
    expect(await world.blobs()).toEqual([]);
    expect(await world.ledger.readOpen({ withPeople: false })).toEqual([]);
    expect(world.changes.waiting).toEqual([]);
  });

  test('K1: is left alone by the sweep once it is accepted', async () => {
    const { submissionId } = await world.deliver();
    world.clock.now += 61 * MINUTE;
    await world.sweep();
    expect(await world.blobs()).toEqual([
      `${submissionId}/answer.json`,
      `${submissionId}/changes.ndjson`,
    ]);
    expect(await world.ledger.find(submissionId)).toMatchObject({ state: 'queued' });
  });

  test('leaves no announcement when it is refused', async () => {
    const catalogue = { ...world.catalogue, read: outage };
    await expect(world.deliver({ catalogue })).rejects.toMatchObject({
      code: 'StorageUnavailable',
    });
    expect(await world.ledger.abandoned(world.clock.now + 1)).toEqual([]);
  });
});
